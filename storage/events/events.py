"""Events: their content, audience, pictures, and a count of changes for calendars."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.notices import RESTORABLE
from bot.domain.events.rules import LENGTH, Event, EventKind, EventState
from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Seat
from storage.base import Base, Choice, changed, from_row, table
from storage.communities import hold
from storage.files import Files
from storage.ownership import owned_by_member, told_number
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import RaisedBy, Revised

FETCHED_WITHIN = timedelta(days=1)
"""The time that a picture may be on its way."""


class EventRow(Base):
    """An `Event`; a withdrawn one keeps its number."""

    __revised__ = Revised(
        "event",
        by=(
            *("kind", "title", "starts_at", "ends_at", "zone", "commune", "place", "link"),
            *("private_place", "description", "picture_id", "organiser", "capacity", "guests"),
            *("circles", "domains", "territories", "deadline", "question", "series_id"),
            "source_url",
        ),
        apart=(
            *("id", "community_id", "group_id", "number", "maker_id", "uid", "sequence", "state"),
            *("created_at", "published_at", "cancelled_at", "changed_at"),
        ),
        raised_by=(
            RaisedBy("event_series", ("rule", "zone", "first_local", "stopped_at"), "series_id"),
        ),
    )
    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("community_id", "number"),
        UniqueConstraint("community_id", "uid"),
        Index("ix_events_agenda", "community_id", "state", "starts_at"),
        Index("ix_events_end", "community_id", "state", "ends_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    maker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="events"),
    )
    uid: Mapped[str]
    sequence: Mapped[int]
    state: Mapped[EventState] = mapped_column(Choice(EventState))
    kind: Mapped[EventKind] = mapped_column(Choice(EventKind))
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]
    commune: Mapped[str | None]
    place: Mapped[str]
    private_place: Mapped[bool] = mapped_column(server_default=false())
    link: Mapped[str]
    description: Mapped[str]
    picture_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True, info=told_number()
    )
    organiser: Mapped[Seat] = mapped_column(Choice(Seat))
    capacity: Mapped[int | None]
    guests: Mapped[bool]
    circles: Mapped[list[str]]
    domains: Mapped[list[str]]
    territories: Mapped[list[str]]
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("working_groups.id"), index=True, info=told_number()
    )
    """The working group that it is for."""
    deadline: Mapped[datetime | None]
    question: Mapped[str]
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("event_series.id"), index=True, info=told_number()
    )
    source_url: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]


ADDRESS_KEPT_FOR = timedelta(days=30)
"""After an event, its address if that was for those who came."""
_events = table(EventRow)
COLUMNS = tuple(_events.c[each.name] for each in fields(Event))
"""The columns of an `Event`."""


def is_gone(now: datetime) -> ColumnElement[bool]:
    """The condition for events that are over, or were called off and cannot be restored."""
    return is_over(now) | (EventRow.cancelled_at < now - RESTORABLE)


def is_over(now: datetime) -> ColumnElement[bool]:
    """The condition for events that ended, or began long enough ago."""
    begun = EventRow.ends_at.is_(None) & (EventRow.starts_at <= now - LENGTH)
    return (EventRow.ends_at <= now) | begun


_BY_ID = select(*COLUMNS).where(_events.c.id == bindparam("event"))


class Events(Repository):
    """The events of all communities."""

    covers = (EventRow,)

    # Making and changing

    def add(self, community_id: int, maker_id: int | None, new: Event, at: datetime) -> Event:
        """Keep an event under the community's next number; a copy begins a life of its own."""
        hold(self._session, community_id)
        following = select(func.coalesce(func.max(_events.c.number), 0) + 1).where(
            _events.c.community_id == community_id
        )
        values = asdict(new) | {
            "community_id": community_id,
            "maker_id": maker_id,
            "number": self._session.scalar(following),
            "uid": new.uid or f"{uuid4()}",
            "sequence": 0,
            "created_at": at,
            "published_at": at if new.state is EventState.PUBLISHED else None,
            "cancelled_at": None,
            "changed_at": at,
        }
        del values["id"]
        made = self._session.execute(insert(_events).values(values).returning(*COLUMNS))
        return from_row(Event, made.one())

    def change(self, event_id: int, at: datetime, **values: Any) -> Event:  # noqa: ANN401 - columns
        """Change columns; once it is published, calendars are told by a higher sequence."""
        counted = case((_events.c.published_at.is_not(None), 1), else_=0)
        changed = self._session.execute(
            update(_events)
            .where(_events.c.id == event_id)
            .values(
                changed_at=at,
                sequence=_events.c.sequence + counted,
                **values,
            )
            .returning(*COLUMNS)
        )
        return from_row(Event, changed.one())

    def join_series(self, event_id: int, series_id: int) -> None:
        """Tie an event to a series; the event itself does not change."""
        self._session.execute(
            update(_events).where(_events.c.id == event_id).values(series_id=series_id)
        )

    def become(self, event: Event, state: EventState, at: datetime) -> Event | None:
        """Take an event from the state in which it was seen to another; None if it has moved on."""
        when: dict[str, Any] = {}
        if event.state == EventState.CANCELLED:
            when = {"cancelled_at": None, "sequence": _events.c.sequence + 1}
        elif state is EventState.PUBLISHED:
            when = {"published_at": at}
        elif state is EventState.CANCELLED:
            when = {"cancelled_at": at, "sequence": _events.c.sequence + 1}
        moved = self._session.execute(
            update(_events)
            .where(_events.c.id == event.id, _events.c.state == event.state)
            .values(state=state, changed_at=at, **when)
            .returning(*COLUMNS)
        ).first()
        return None if moved is None else from_row(Event, moved)

    def hold(self, event_id: int) -> Event:
        """The event, of which nobody else takes a place until this unit of work ends."""
        held = _BY_ID.with_for_update()
        return from_row(Event, self._session.execute(held, {"event": event_id}).one())

    # Looking

    def get(self, event_id: int) -> Event:
        """The event with this id, which must exist."""
        return from_row(Event, self._session.execute(_BY_ID, {"event": event_id}).one())

    def find(self, community_id: int, event_id: int) -> Event | None:
        """The event with this id, if it is of this community."""
        row = self._session.execute(_BY_ID, {"event": event_id}).first()
        found = None if row is None else from_row(Event, row)
        return None if found is None or found.community_id != community_id else found

    def numbered(self, community_id: int, number: int) -> Event | None:
        """The event of a community under this number."""
        return self._first(_events.c.community_id == community_id, _events.c.number == number)

    def latest_of(self, series_id: int) -> Event | None:
        """The event of a series that was made last."""
        return self._first(_events.c.series_id == series_id, order=[_events.c.number.desc()])

    def with_uid(self, community_id: int, uid: str) -> Event | None:
        """The event of a community that calendars know by this."""
        return self._first(_events.c.community_id == community_id, _events.c.uid == uid)

    def taking_place(self, event_ids: Collection[int], now: datetime) -> set[int]:
        """The ids among these of published events that are not over."""
        if not event_ids:
            return set()
        published = _events.c.state == EventState.PUBLISHED
        return set(
            self._session.scalars(
                select(_events.c.id).where(_events.c.id.in_(event_ids), published, _is_to_come(now))
            )
        )

    def upcoming(
        self, community_id: int, now: datetime, most: int = 500, *, groups: Collection[int] = ()
    ) -> list[Event]:
        """The published events that are not over, the next first; of groups, those of `groups`."""
        to_come = _events.c.id.in_(_to_come(community_id, now))
        return self._matching(to_come, _is_for(groups), most=most)

    def soon(self, now: datetime, until: datetime) -> list[Event]:
        """The published events of all communities that begin before a moment, the next first."""
        published = _events.c.state == EventState.PUBLISHED
        return self._matching(published, _events.c.starts_at > now, _events.c.starts_at <= until)

    def between(
        self, community_id: int, since: datetime, until: datetime | None = None
    ) -> list[Event]:
        """The events that are, or were to be, announced and begin between two moments.

        Those of groups are not among them.
        """
        shown = _events.c.state.in_([EventState.PUBLISHED, EventState.CANCELLED])
        late = [] if until is None else [_events.c.starts_at <= until]
        announced = _events.c.published_at.is_not(None)
        here = (_events.c.community_id == community_id, _is_for(()))
        return self._matching(*here, shown, announced, _events.c.starts_at > since, *late)

    def past(
        self,
        community_id: int,
        now: datetime,
        *,
        before: datetime | None = None,
        most: int = 10,
        groups: Collection[int] = (),
    ) -> list[Event]:
        """The published events that are over, the latest first, those before a moment.

        Of groups, those of `groups`.
        """
        wanted = [
            _events.c.community_id == community_id,
            _is_for(groups),
            _events.c.state == EventState.PUBLISHED,
            ~_is_to_come(now),
        ]
        if before is not None:
            wanted.append(_events.c.starts_at < before)
        latest = [_events.c.starts_at.desc(), _events.c.id.desc()]
        return self._matching(*wanted, order=latest, most=most)

    def unannounced(self, community_id: int, now: datetime, most: int) -> list[Event]:
        """Drafts and proposals of events that are not over, the next first."""
        states = (EventState.DRAFT, EventState.PROPOSED)
        to_come = _events.c.id.in_(_to_come(community_id, now, *states))
        return self._matching(to_come, _is_for(()), most=most)

    def proposed(self, community_id: int) -> list[Event]:
        """The events that wait for a gardener, the oldest first."""
        waiting = _events.c.state == EventState.PROPOSED
        return self._matching(_events.c.community_id == community_id, waiting, _is_for(()))

    def proposed_by_members(self, community_id: int, now: datetime, most: int) -> list[Event]:
        """Those of them that are to come and of no calendar."""
        return self._matching(
            _events.c.community_id == community_id,
            _events.c.state == EventState.PROPOSED,
            _events.c.starts_at > now,
            _events.c.source_url == "",
            _is_for(()),
            most=most,
        )

    def made_by(self, member_id: int, community_id: int, *states: EventState) -> list[Event]:
        """A member's events in these states."""
        return self._matching(
            _events.c.community_id == community_id,
            _events.c.maker_id == member_id,
            _events.c.state.in_(states),
        )

    def to_manage(self, member_id: int, community_id: int, now: datetime) -> list[Event]:
        """A member's events that are not over nor withdrawn nor cancelled, the next first."""
        kept = (EventState.DRAFT, EventState.PROPOSED, EventState.PUBLISHED)
        # The sum keeps SQLite from reading all that they ever made.
        own = _events.c.maker_id + 0 == member_id
        return self._matching(_events.c.id.in_(_to_come(community_id, now, *kept)), own)

    def these(self, event_ids: Collection[int]) -> list[Event]:
        """The events with these ids, by date."""
        return self._matching(_events.c.id.in_(event_ids))

    def _matching(
        self,
        *which: ColumnElement[bool],
        order: Sequence[ColumnElement[Any]] = (_events.c.starts_at, _events.c.id),
        most: int | None = None,
    ) -> list[Event]:
        found = select(*COLUMNS).where(*which).order_by(*order).limit(most)
        return [from_row(Event, row) for row in self._session.execute(found)]

    def _first(
        self, *which: ColumnElement[bool], order: Sequence[ColumnElement[Any]] = ()
    ) -> Event | None:
        return next(iter(self._matching(*which, order=order, most=1)), None)

    # When people link or go, or time has passed

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Empty addresses that were for those who came, some time after: they may be homes."""
        before = now - ADDRESS_KEPT_FOR
        ended = func.coalesce(_events.c.ends_at, _events.c.starts_at) < before
        old = (_events.c.private_place, _events.c.place != "", ended)
        emptied = update(_events).where(*old).values(place="")
        return [Purged("events.place", before, changed(self._session, emptied))]

    def erase(self, member_id: int) -> None:
        """Untie events from their maker; those not announced keep their number only.

        An address that was for those who come may be their home.
        """
        unannounced = _events.c.published_at.is_(None)
        self._session.execute(
            update(_events)
            .where(_events.c.maker_id == member_id, unannounced)
            .values(state=EventState.WITHDRAWN, title="…", **_BLANK)
        )
        own_home = (_events.c.maker_id == member_id, _events.c.private_place)
        self._session.execute(update(_events).where(*own_home).values(place=""))
        self._session.execute(
            update(_events).where(_events.c.maker_id == member_id).values(maker_id=None)
        )


_ERASED = {
    *("commune", "place", "private_place", "link", "description", "picture_id", "question"),
    *("source_url", "circles", "domains", "territories"),
}
_BLANK = {each.name: each.default for each in fields(Event) if each.name in _ERASED}


def _is_for(groups: Collection[int]) -> ColumnElement[bool]:
    """True for the events of the whole community, and of these groups."""
    return _events.c.group_id.is_(None) | _events.c.group_id.in_(groups)


def _is_to_come(now: datetime) -> ColumnElement[bool]:
    """True if an event is not over; without an end it lasts two hours."""
    lasts, began_late = _events.c.ends_at > now, _events.c.starts_at > now - LENGTH
    return func.coalesce(lasts, began_late)


def _to_come(community_id: int, now: datetime, *states: EventState) -> CompoundSelect[tuple[int]]:
    """The ids of events that are not over, published ones by default: either part by its index."""
    here = select(_events.c.id).where(
        _events.c.community_id == community_id,
        _events.c.state.in_(states or (EventState.PUBLISHED,)),
    )
    began_late = (_events.c.ends_at.is_(None), _events.c.starts_at > now - LENGTH)
    return union_all(here.where(_events.c.ends_at > now), here.where(*began_late))


class PictureRow(Base):
    """A picture, described in `words`; it goes with its file, which it has once fetched.

    The picture of an announcement is also its event's `picture_id`; others tell what came `after`.
    """

    __revised__ = Revised(
        "report",
        by=("event_id", "file_id", "words", "after"),
        apart=("id", "member_id", "created_at"),
        key="event_id",
        parts=True,
    )
    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="pictures"),
    )
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str]
    after: Mapped[bool]
    created_at: Mapped[datetime]


class Pictures(Repository):
    """The pictures of all events."""

    purged_after = (Files,)

    def expect(
        self, event_id: int, member_id: int, words: str, at: datetime, *, after: bool
    ) -> int:
        """Note a picture that is on its way; gives its id."""
        row = PictureRow(
            event_id=event_id, member_id=member_id, words=words, after=after, created_at=at
        )
        self._session.add(row)
        self._session.flush()
        return row.id

    def get(self, picture_id: int) -> PictureRow | None:
        """The picture with this id, on its way or here."""
        return self._session.get(PictureRow, picture_id, populate_existing=True)

    def arrived(self, picture_id: int, file_id: int) -> PictureRow | None:
        """A picture is here; None where nobody waits for it any more, or it came before."""
        row = self.get(picture_id)
        if row is None or row.file_id is not None:
            return None
        row.file_id = file_id
        self._session.flush()
        return row

    def of(self, event_id: int, file_id: int | None) -> PictureRow | None:
        """The picture of an announcement, whose file is this."""
        if file_id is None:
            return None
        return self._session.scalar(
            select(PictureRow).where(
                PictureRow.event_id == event_id,
                PictureRow.file_id == file_id,
                PictureRow.after.is_(False),
            )
        )

    def after(self, event_id: int) -> Sequence[PictureRow]:
        """The pictures of the outcome of an event, in their order."""
        return self._session.scalars(
            select(PictureRow)
            .where(
                PictureRow.event_id == event_id,
                PictureRow.after.is_(True),
                PictureRow.file_id.is_not(None),
            )
            .order_by(PictureRow.id)
        ).all()

    def drop(self, picture_id: int) -> None:
        """Forget a picture that never came."""
        self._session.execute(delete(PictureRow).where(PictureRow.id == picture_id))

    # When people link or go

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the pictures that never came."""
        lost = PictureRow.file_id.is_(None) & (PictureRow.created_at < now - FETCHED_WITHIN)
        count = changed(self._session, delete(PictureRow).where(lost))
        return [Purged("pictures", now, count)]
