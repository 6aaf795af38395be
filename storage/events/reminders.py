"""Reminders of events that were sent, to people and rooms: each happens once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.notices import Ahead
from bot.domain.events.rules import Rsvp
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, Choice, changed, table
from storage.events.attendance_tables import AttendanceRow
from storage.events.event_table import Event, EventRow
from storage.members import Member, Membership
from storage.ownership import Held, Whom, owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.statements import insert_into

KNOWN_AFTER_START = timedelta(days=7)
"""The time after the start of an event for which its reminders are known."""


class EventReminderRow(Base):
    """A reminder that a member got; an event that is moved reminds anew of its new beginning."""

    __tablename__ = "event_reminders"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete"),
    )
    which: Mapped[Ahead] = mapped_column(Choice(Ahead), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    reminded_at: Mapped[datetime]


class RoomReminderRow(Base):
    """That a community's rooms were reminded of an event."""

    __tablename__ = "room_reminders"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    reminded_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Expected:
    """A person who is or may be coming, with their choice of reminders; each field a column."""

    member_id: int
    answer: Rsvp
    answered_at: datetime
    timezone: str | None
    quiet_from: str | None
    quiet_to: str | None
    reminders: str | None


_people = table(EventReminderRow)
_rooms = table(RoomReminderRow)
_events = table(EventRow)
_answers = table(AttendanceRow)
_members = table(Member)
_memberships = table(Membership)
_SOURCES = (_answers, _members)
_EXPECTED = tuple(
    next(source.c[each.name] for source in _SOURCES if each.name in source.c)
    for each in fields(Expected)
)


class EventReminders(Repository):
    """The reminders that were given."""

    def expected(self, event: Event) -> Sequence[Expected]:
        """Members who come or may come, and did not ask for silence."""
        rows = self._session.execute(
            select(*_EXPECTED)
            .join(_members, _members.c.id == _answers.c.member_id)
            .join(_memberships, _memberships.c.member_id == _answers.c.member_id)
            .where(
                _answers.c.event_id == event.id,
                _answers.c.answer.in_([Rsvp.GOING, Rsvp.MAYBE]),
                _memberships.c.community_id == event.community_id,
                _members.c.stopped_at.is_(None),
            )
            .order_by(_answers.c.id)
        )
        return [Expected(*row) for row in rows]

    def given(self, event: Event) -> Mapping[int, set[Ahead]]:
        """The reminders that each member got of this event, as it is dated now."""
        found: defaultdict[int, set[Ahead]] = defaultdict(set)
        rows = self._session.execute(
            select(_people.c.member_id, _people.c.which).where(
                _people.c.event_id == event.id, _people.c.starts_at == event.starts_at
            )
        )
        for member_id, which in rows:
            found[member_id].add(Ahead(which))
        return found

    def give(self, event: Event, member_id: int, which: Ahead, at: datetime) -> bool:
        """Note that a member is reminded; False where that is so already."""
        return self._once(
            EventReminderRow,
            event_id=event.id,
            member_id=member_id,
            which=which,
            starts_at=event.starts_at,
            reminded_at=at,
        )

    def give_rooms(self, event: Event, at: datetime) -> bool:
        """Note that the rooms are reminded; False where that is so already."""
        once = {"event_id": event.id, "starts_at": event.starts_at}
        return self._once(RoomReminderRow, **once, reminded_at=at)

    def _once(self, model: type[Base], **values: object) -> bool:
        rows = table(model)
        new = insert_into(self._session, rows).values(**values).on_conflict_do_nothing()
        return self._session.execute(new.returning(rows.c.event_id)).first() is not None

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The reminders that a person got, with their events."""
        own = (
            select(
                _events.c.number,
                _events.c.title,
                _people.c.which,
                _people.c.starts_at,
                _people.c.reminded_at,
            )
            .join(_events, _events.c.id == _people.c.event_id)
            .where(_people.c.member_id == whom.member_id)
            .order_by(_people.c.reminded_at, _people.c.event_id)
        )
        for row in self._session.execute(own):
            yield "event_reminders", dict(row._mapping)  # noqa: SLF001 - its public name

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the reminders of events that began long enough ago."""
        before = now - KNOWN_AFTER_START
        gone = [delete(each).where(each.c.starts_at < before) for each in (_people, _rooms)]
        count = sum(changed(self._session, each) for each in gone)
        return [Purged("event_reminders, room_reminders", before, count)]
