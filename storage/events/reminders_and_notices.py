"""Reminders of events and notices of their changes: each is sent once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.notices import Ahead, Announced, NoticeKind, NoticeStep
from bot.domain.events.rules import Event, Rsvp
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, BigId, Choice, Instant, changed, table
from storage.events.attendances import AttendanceRow
from storage.events.events import COLUMNS as EVENT_COLUMNS
from storage.events.events import EventRow
from storage.members import Member, Membership
from storage.ownership import Held, Whom, owned_by_member
from storage.repository import Repository
from storage.retention import Purged, kept_for
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
        return self._insert_once(
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
        return self._insert_once(RoomReminderRow, **once, reminded_at=at)

    def _insert_once(self, model: type[Base], **values: object) -> bool:
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
        yield from self._held("event_reminders", own)

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the reminders of events that began long enough ago."""
        before = now - KNOWN_AFTER_START
        gone = [delete(each).where(each.c.starts_at < before) for each in (_people, _rooms)]
        count = sum(changed(self._session, each) for each in gone)
        return [Purged("event_reminders, room_reminders", before, count)]


KNOWN_AFTERWARDS = timedelta(days=7)
"""The time for which it is known which changes of an event its participants were told of."""


class EventNoticeRow(Base):
    """One message to all who signed up; changes gather in it until it begins to leave.

    `steps` are the changes, each with what was known before it; `after` is what the message says,
    from its beginning on. `cursor` is the attendance up to which people have been told, `untold`
    how many of them could not be. `by_maker` and `by_others` say who changed the event.
    """

    __tablename__ = "event_notices"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    kind: Mapped[NoticeKind] = mapped_column(Choice(NoticeKind))
    reason: Mapped[str]
    steps: Mapped[list[Any]]
    after: Mapped[dict[str, Any] | None]
    by_maker: Mapped[bool]
    by_others: Mapped[bool]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None] = mapped_column(index=True, info=kept_for(KNOWN_AFTERWARDS))
    cursor: Mapped[int]
    untold: Mapped[int]


@dataclass(frozen=True, slots=True)
class EventNotice:
    """A notice as it is stored."""

    id: int
    event_id: int
    kind: NoticeKind
    reason: str
    steps: Sequence[NoticeStep]
    after: Announced | None
    by_maker: bool
    by_others: bool
    due_at: datetime
    started_at: datetime | None
    done_at: datetime | None
    cursor: int
    untold: int


_notices = table(EventNoticeRow)
_COLUMNS = tuple(_notices.c[each.name] for each in fields(EventNotice))
_MOMENTS = frozenset(each.name for each in EVENT_COLUMNS if isinstance(each.type, Instant))


def _notice_of(row: Any) -> EventNotice:  # noqa: ANN401 - a row
    values = dict(row._mapping)  # noqa: SLF001 - its public name
    values["steps"] = [
        NoticeStep(datetime.fromisoformat(each["at"]), _announced(each["before"]))
        for each in values["steps"]
    ]
    values["after"] = None if values["after"] is None else _announced(values["after"])
    return EventNotice(**values)


def _announced(stored: Mapping[str, Any]) -> Announced:
    """The values of which `_as_json` made this."""
    return {
        name: datetime.fromisoformat(value) if name in _MOMENTS and value is not None else value
        for name, value in stored.items()
    }


def _as_json(values: Announced) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


class EventNotices(Repository):
    """The notices of all events: of one event at most one is open, where changes gather."""

    order = -1  # before the events lose their makers

    def add(
        self, event_id: int, kind: NoticeKind, due_at: datetime, reason: str = ""
    ) -> EventNotice:
        """Open a notice."""
        made = self._session.execute(
            insert(_notices)
            .values(
                event_id=event_id,
                kind=kind,
                reason=reason,
                steps=[],
                after=None,
                by_maker=False,
                by_others=False,
                due_at=due_at,
                cursor=0,
                untold=0,
            )
            .returning(*_COLUMNS)
        )
        return _notice_of(made.one())

    def change(self, notice_id: int, **values: Any) -> EventNotice:  # noqa: ANN401 - columns
        """Change columns; steps and words become JSON."""
        if "steps" in values:
            values["steps"] = [
                {"at": each.at.isoformat(), "before": _as_json(each.before)}
                for each in values["steps"]
            ]
        if values.get("after") is not None:
            values["after"] = _as_json(values["after"])
        row = self._session.execute(
            update(_notices).where(_notices.c.id == notice_id).values(**values).returning(*_COLUMNS)
        )
        return _notice_of(row.one())

    def open(self, event_id: int) -> EventNotice | None:
        """The notice of an event that has not begun to leave."""
        return self._first(_notices.c.event_id == event_id, _notices.c.started_at.is_(None))

    def latest(self, event_id: int) -> EventNotice | None:
        """The latest notice of an event, however far it has come."""
        return self._first(_notices.c.event_id == event_id)

    def get(self, notice_id: int) -> EventNotice | None:
        """The notice with this id."""
        return self._first(_notices.c.id == notice_id)

    def _first(self, *which: Any) -> EventNotice | None:  # noqa: ANN401 - conditions
        found = self._session.execute(
            select(*_COLUMNS).where(*which).order_by(_notices.c.id.desc()).limit(1)
        ).first()
        return None if found is None else _notice_of(found)

    def erase(self, member_id: int) -> None:
        """Forget earlier addresses of the events that a member made for those who come."""
        own = (_events.c.maker_id == member_id, _events.c.private_place)
        self._session.execute(
            update(_notices)
            .where(_notices.c.event_id.in_(select(_events.c.id).where(*own)))
            .values(steps=[], after=None)
        )

    def drop(self, event_id: int) -> None:
        """Delete the notices of an event that have not begun."""
        self._session.execute(
            delete(_notices).where(_notices.c.event_id == event_id, _notices.c.started_at.is_(None))
        )

    def stop(self, event_id: int, at: datetime) -> None:
        """End a notice that is under way: another one replaces it."""
        self._session.execute(
            update(_notices)
            .where(_notices.c.event_id == event_id, _notices.c.started_at.is_not(None))
            .where(_notices.c.done_at.is_(None))
            .values(done_at=at)
        )
