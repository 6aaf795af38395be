"""Figures of needs and offers: numbers published, and their outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from bot.domain.needs.need import NeedKind, NeedState
from storage.needs.need_tables import NEEDS
from storage.repository import Repository


@dataclass(frozen=True, slots=True)
class NeedCounts:
    """Numbers of needs and offers of a period, for all audiences."""

    published: Mapping[NeedKind, int] = field(default_factory=dict)
    domains: Mapping[str, int] = field(default_factory=dict)
    """Number published in each domain."""
    found: int = 0
    """Number closed as found."""
    open: int = 0
    """Needs and offers that are open now, whenever they were published."""


class NeedFigures(Repository):
    """Figures of the needs of communities."""

    def counts(
        self, community_id: int, since: datetime, until: datetime, today: date
    ) -> NeedCounts:
        """Figures of a community's needs between two moments."""
        here = NEEDS.c.community_id == community_id
        made = (here, NEEDS.c.created_at >= since, NEEDS.c.created_at < until)
        closed = (here, NEEDS.c.closed_at >= since, NEEDS.c.closed_at < until)
        is_open = (here, NEEDS.c.state == NeedState.OPEN, NEEDS.c.ends_on >= today)
        by_domain = self._by(NEEDS.c.domain, *made, NEEDS.c.domain.is_not(None))
        return NeedCounts(
            published={NeedKind(kind): n for kind, n in self._by(NEEDS.c.kind, *made).items()},
            domains=by_domain,
            found=self._count(*closed, NEEDS.c.state == NeedState.FOUND),
            open=self._count(*is_open),
        )

    def _by(self, column: ColumnElement[str], *which: ColumnElement[bool]) -> Mapping[str, int]:
        rows = self._session.execute(select(column, func.count()).where(*which).group_by(column))
        return {row[0]: row[1] for row in rows}

    def _count(self, *which: ColumnElement[bool]) -> int:
        return self._session.scalar(select(func.count()).where(*which)) or 0
