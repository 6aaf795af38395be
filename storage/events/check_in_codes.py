"""Codes at the doors of events: hashed, one an event, a new one stops the one before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.rules import LENGTH
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, changed, table
from storage.events.event_table import EventRow
from storage.repository import Repository
from storage.retention import Purged
from storage.statements import insert_into


class CheckInCode(Base):
    """The code that is shown at the door of an event, typed or as a token in a QR code.

    When it works follows from the event. Who comes by it is among the attendances.
    """

    __tablename__ = "event_doors"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """The code of an event: its time, and its mark among others."""

    at: datetime
    mark: str


MARK = 8
_doors, _events = table(CheckInCode), table(EventRow)


class CheckInCodes(Repository):
    """The codes in use."""

    def put(self, event_id: int, *, code: str, token: str, at: datetime) -> None:
        """Keep the hashes of a new code; the event's earlier one works no more."""
        new = insert_into(self._session, _doors).values(
            event_id=event_id, code=code, token=token, made_at=at
        )
        values = {name: new.excluded[name] for name in ("code", "token", "made_at")}
        self._session.execute(new.on_conflict_do_update(index_elements=["event_id"], set_=values))

    def made(self, event_id: int) -> IssuedCode | None:
        """The event's code, if it has one."""
        row = self._session.execute(
            select(_doors.c.made_at, _doors.c.token).where(_doors.c.event_id == event_id)
        ).first()
        return None if row is None else IssuedCode(row.made_at, row.token[:MARK])

    def event_of(self, digest: str) -> int | None:
        """The event at whose door this code or token is shown."""
        return self._session.scalar(
            select(_doors.c.event_id).where(or_(_doors.c.code == digest, _doors.c.token == digest))
        )

    def restored(self, _now: datetime) -> None:
        """Delete all codes: they may have been stopped since."""
        self._session.execute(delete(_doors))

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the codes of events that are over."""
        unsaid = _events.c.ends_at.is_(None) & (_events.c.starts_at <= now - LENGTH)
        over = select(_events.c.id).where(or_(_events.c.ends_at <= now, unsaid))
        count = changed(self._session, delete(_doors).where(_doors.c.event_id.in_(over)))
        return [Purged("event_doors", now, count)]
