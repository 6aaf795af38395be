"""Absences that gardeners announced: from which day to which, one each in a community."""

from datetime import date, timedelta

from sqlalchemy import ForeignKey, delete, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.dates.phrases.periods import Days
from storage.base import Base
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import kept_for
from storage.schedules import Schedules
from storage.statements import remembered

KNOWN_AFTERWARDS = timedelta(days=7)
"""The time for which a past absence is kept."""


class Absence(Base):
    """The days that a gardener is away; `told` once the rooms know that nobody is there."""

    __tablename__ = "absences"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="absences"),
    )
    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, index=True
    )
    first: Mapped[date]
    last: Mapped[date] = mapped_column(info=kept_for(KNOWN_AFTERWARDS))
    told: Mapped[bool] = mapped_column(server_default=false())

    @property
    def days(self) -> Days:
        """From when to when."""
        return Days(self.first, self.last)


class Absences(Repository):
    """The absences in all communities."""

    def put(self, member_id: int, community_id: int, days: Days) -> Absence:
        """Keep an absence; it replaces the one before it."""
        absence = self._session.get(Absence, (member_id, community_id))
        if absence is None:
            absence = Absence(member_id=member_id, community_id=community_id)
            self._session.add(absence)
        absence.first, absence.last, absence.told = days.first, days.last, False
        self._session.flush()
        return absence

    @remembered
    def get(self, member_id: int, community_id: int, today: date) -> Absence | None:
        """The absence of a member, unless it is over."""
        absence = self._session.get(Absence, (member_id, community_id))
        return None if absence is None or absence.last < today else absence

    def end(self, member_id: int, community_id: int) -> bool:
        """End an absence; False if there was none."""
        gone = self._session.execute(
            delete(Absence)
            .where(Absence.member_id == member_id, Absence.community_id == community_id)
            .returning(Absence.member_id)
        )
        return gone.first() is not None

    def erase(self, member_id: int) -> None:
        """Cancel the announcements of an absence."""
        Schedules(self._session).forget_like(f"absence/%/{member_id}")
