"""Events: their content, audience, and a count of changes for calendars."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)

from bot.domain.events.rules import LENGTH, EventState
from storage.base import table
from storage.communities import hold
from storage.events.event_table import COLUMNS, Event, EventRow, NewEvent
from storage.repository import Repository

_events = table(EventRow)
_BY_ID = select(*COLUMNS).where(_events.c.id == bindparam("event"))
_BY_NUMBER = select(*COLUMNS).where(
    _events.c.community_id == bindparam("here"), _events.c.number == bindparam("number")
)


class Events(Repository):
    """The events of all communities."""

    covers = (EventRow,)

    # Making and changing

    def add(self, community_id: int, maker_id: int | None, new: NewEvent, at: datetime) -> Event:
        """Keep an event under the community's next number."""
        hold(self._session, community_id)
        following = select(func.coalesce(func.max(_events.c.number), 0) + 1).where(
            _events.c.community_id == community_id
        )
        values = {each.name: getattr(new, each.name) for each in fields(new)}
        audience = values.pop("audience")
        values |= {
            "uid": new.uid or f"{uuid4()}",
            "state": new.state,
            "kind": new.kind,
            "organiser": new.organiser,
            "circles": list(audience.circles),
            "domains": list(audience.domains),
            "territories": list(audience.territories),
            "published_at": at if new.state is EventState.PUBLISHED else None,
        }
        made = self._session.execute(
            insert(_events)
            .values(
                community_id=community_id,
                maker_id=maker_id,
                number=self._session.scalar(following),
                sequence=0,
                created_at=at,
                changed_at=at,
                **values,
            )
            .returning(*COLUMNS)
        )
        return Event(*made.one())

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
        return Event(*changed.one())

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
        return None if moved is None else Event(*moved)

    def hold(self, event_id: int) -> Event:
        """The event, of which nobody else takes a seat until this unit of work ends."""
        held = _BY_ID.with_for_update()
        return Event(*self._session.execute(held, {"event": event_id}).one())

    # Looking

    def get(self, event_id: int) -> Event:
        """The event with this id, which must exist."""
        return Event(*self._session.execute(_BY_ID, {"event": event_id}).one())

    def find(self, community_id: int, event_id: int) -> Event | None:
        """The event with this id, if it is of this community."""
        row = self._session.execute(_BY_ID, {"event": event_id}).first()
        found = None if row is None else Event(*row)
        return None if found is None or found.community_id != community_id else found

    def numbered(self, community_id: int, number: int) -> Event | None:
        """The event of a community under this number."""
        asked = {"here": community_id, "number": number}
        row = self._session.execute(_BY_NUMBER, asked).first()
        return None if row is None else Event(*row)

    def latest_of(self, series_id: int) -> Event | None:
        """The event of a series that was made last."""
        rows = self._session.execute(
            select(*COLUMNS)
            .where(_events.c.series_id == series_id)
            .order_by(_events.c.number.desc())
            .limit(1)
        )
        row = rows.first()
        return None if row is None else Event(*row)

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

    def upcoming(self, community_id: int, now: datetime, most: int = 500) -> list[Event]:
        """The published events that are not over, the next first."""
        published = _events.c.state == EventState.PUBLISHED
        return self._all(
            _events.c.community_id == community_id, published, _is_to_come(now), most=most
        )

    def soon(self, now: datetime, until: datetime) -> list[Event]:
        """The published events of all communities that begin before a moment, the next first."""
        published = _events.c.state == EventState.PUBLISHED
        return self._all(published, _events.c.starts_at > now, _events.c.starts_at <= until)

    def between(
        self, community_id: int, since: datetime, until: datetime | None = None
    ) -> list[Event]:
        """The events that are, or were to be, announced and begin between two moments."""
        shown = _events.c.state.in_([EventState.PUBLISHED, EventState.CANCELLED])
        late = [] if until is None else [_events.c.starts_at <= until]
        announced = _events.c.published_at.is_not(None)
        here = _events.c.community_id == community_id
        return self._all(here, shown, announced, _events.c.starts_at > since, *late)

    def past(
        self, community_id: int, now: datetime, *, before: datetime | None = None, most: int = 10
    ) -> list[Event]:
        """The published events that are over, the latest first, those before a moment."""
        wanted = [
            _events.c.community_id == community_id,
            _events.c.state == EventState.PUBLISHED,
            ~_is_to_come(now),
        ]
        if before is not None:
            wanted.append(_events.c.starts_at < before)
        rows = self._session.execute(
            select(*COLUMNS)
            .where(*wanted)
            .order_by(_events.c.starts_at.desc(), _events.c.id.desc())
            .limit(most)
        )
        return [Event(*row) for row in rows]

    def proposed(self, community_id: int) -> list[Event]:
        """The events that wait for a gardener, the oldest first."""
        waiting = _events.c.state == EventState.PROPOSED
        return self._all(_events.c.community_id == community_id, waiting)

    def made_by(self, member_id: int, community_id: int, *states: EventState) -> list[Event]:
        """A member's events in these states."""
        return self._all(
            _events.c.community_id == community_id,
            _events.c.maker_id == member_id,
            _events.c.state.in_(states),
        )

    def these(self, event_ids: Collection[int]) -> list[Event]:
        """The events with these ids, by date."""
        return self._all(_events.c.id.in_(event_ids))

    def _all(self, *which: ColumnElement[bool], most: int | None = None) -> list[Event]:
        rows = self._session.execute(
            select(*COLUMNS).where(*which).order_by(_events.c.starts_at, _events.c.id).limit(most)
        )
        return [Event(*row) for row in rows]

    def _first(self, *which: ColumnElement[bool]) -> Event | None:
        row = self._session.execute(select(*COLUMNS).where(*which)).first()
        return None if row is None else Event(*row)

    # When people link or go

    def erase(self, member_id: int) -> None:
        """Untie events from their maker; those not announced keep their number only."""
        unannounced = _events.c.published_at.is_(None)
        self._session.execute(
            update(_events)
            .where(_events.c.maker_id == member_id, unannounced)
            .values(state=EventState.WITHDRAWN, **_BLANK)
        )
        self._session.execute(
            update(_events).where(_events.c.maker_id == member_id).values(maker_id=None)
        )


_BLANK: dict[str, Any] = {
    "title": "…",
    "commune": None,
    "place": "",
    "link": "",
    "description": "",
    "picture_id": None,
    "circles": [],
    "domains": [],
    "territories": [],
    "question": "",
    "source_url": "",
}


def _is_to_come(now: datetime) -> ColumnElement[bool]:
    """True if an event is not over; without an end it lasts two hours."""
    lasts, began_late = _events.c.ends_at > now, _events.c.starts_at > now - LENGTH
    return func.coalesce(lasts, began_late)
