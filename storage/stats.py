"""Figures of closed months, and the secret addresses of the pages that show them.

A month is counted once: what changes later, such as a member who leaves, changes no number that
was told, so that nobody learns of it by comparing.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ForeignKey, delete, exists, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.stats import Counted
from storage.base import Base, table
from storage.communities import Community
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for


class MonthlyFigure(Base):
    """A number of a community in a month. It has no names, and nothing of a person."""

    __tablename__ = "monthly_figures"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    figure: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    """The number of days that is counted; `PLAIN` for a plain number."""
    value: Mapped[int]


_figures = table(MonthlyFigure)
PLAIN = -1
"""The step of a plain number: days may be 0."""


class MonthlyFigures(Repository):
    """The figures of all communities."""

    def kept_months(self, community_id: int) -> set[date]:
        """The months that were counted."""
        here = _figures.c.community_id == community_id
        return set(self._session.scalars(select(_figures.c.month).where(here).distinct()))

    def lacking(self, month: date) -> set[int]:
        """The communities of which this month was not counted."""
        counted = exists().where(_figures.c.community_id == Community.id, _figures.c.month == month)
        return set(self._session.scalars(select(Community.id).where(~counted)))

    def keep(self, community_id: int, month: date, counted: Mapping[str, Counted]) -> None:
        """Keep all figures of a month."""
        rows = [
            {
                "community_id": community_id,
                "month": month,
                "figure": key,
                "step": step,
                "value": value,
            }
            for key, number in counted.items()
            for step, value in ({PLAIN: number} if isinstance(number, int) else number).items()
        ]
        if rows:
            self._session.execute(insert(_figures), rows)

    def of(
        self, community_id: int, month: date | None = None
    ) -> Mapping[str, Mapping[date, Counted]]:
        """By figure, the number of each month that was counted, or of one of them."""
        here = [_figures.c.community_id == community_id]
        here += [] if month is None else [_figures.c.month == month]
        rows = self._session.execute(
            select(_figures.c.figure, _figures.c.month, _figures.c.step, _figures.c.value)
            .where(*here)
            .order_by(_figures.c.month, _figures.c.figure, _figures.c.step)
        )
        plain: dict[str, dict[date, Counted]] = defaultdict(dict)
        days: dict[tuple[str, date], dict[int, int]] = defaultdict(dict)
        for key, first, step, value in rows:
            if step == PLAIN:
                plain[key][first] = value
            else:
                days[key, first][step] = value
        for (key, first), found in days.items():
            plain[key][first] = found
        return plain

    def drop_community(self, community_id: int) -> None:
        """Forget the figures of a community."""
        self._session.execute(delete(_figures).where(_figures.c.community_id == community_id))


class FigurePage(Base):
    """The secret address of a community's page of figures; only the hash of its token is kept."""

    __tablename__ = "figure_pages"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


_pages = table(FigurePage)


class FigurePages(Repository):
    """The addresses that work."""

    def open(self, community_id: int, token: str, at: datetime, ends_at: datetime) -> None:
        """Give a community's page this address; the one before ends."""
        self.close(community_id)
        self._added(FigurePage(community_id=community_id, token=token, made_at=at, ends_at=ends_at))

    def of(self, community_id: int, now: datetime) -> FigurePage | None:
        """The address of a community's page, if it has one."""
        return self._session.scalar(
            select(FigurePage).where(
                FigurePage.community_id == community_id, FigurePage.ends_at > now
            )
        )

    def with_token(self, token: str, now: datetime) -> int | None:
        """The community whose page has this token's hash."""
        return self._session.scalar(
            select(_pages.c.community_id).where(_pages.c.token == token, _pages.c.ends_at > now)
        )

    def close(self, community_id: int) -> bool:
        """End the address; False if there was none."""
        gone = self._session.execute(
            delete(FigurePage)
            .where(FigurePage.community_id == community_id)
            .returning(FigurePage.community_id)
        )
        return gone.first() is not None

    def restored(self, _now: datetime) -> None:
        """End all: one that was ended since the backup must not work again."""
        self._session.execute(delete(FigurePage))

    def drop_community(self, community_id: int) -> None:
        """End the address of a community that is gone."""
        self.close(community_id)
