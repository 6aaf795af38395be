"""Figures of events that took place: people who signed up, came, or missed them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    case,
    func,
    select,
)

from bot.domain.events.rules import EventState, Rsvp
from storage.base import table
from storage.events.attendance_tables import (
    AttendanceRow,
    GuestRow,
)
from storage.events.event_table import EventRow
from storage.repository import Repository


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of events that took place and of their people, guests included."""

    held: int = 0
    """Events."""
    noted: int = 0
    """Events at which it was noted who came; the next three are counted at these."""
    signed_up: int = 0
    came: int = 0
    missed: int = 0
    """They signed up and did not come."""
    first: int = 0
    """Members who came to their first event here; not counted by kind."""
    kinds: Mapping[str, "Figures"] = field(default_factory=dict)


_rows = table(AttendanceRow)
_guests = table(GuestRow)
_events = table(EventRow)
_NOBODY = (0, 0, 0)


class EventFigures(Repository):
    """Figures of events."""

    def figures(self, community_id: int, since: datetime, until: datetime) -> Figures:
        """Figures of a community's events that began between two moments."""
        between = (_events.c.starts_at >= since) & (_events.c.starts_at < until)
        held = (
            (_events.c.community_id == community_id)
            & (_events.c.state == EventState.PUBLISHED)
            & between
        )
        events = self._session.execute(select(_events.c.id, _events.c.kind).where(held)).all()
        people, brought = self._turnout(held)
        kinds: dict[str, list[tuple[int, ...]]] = {}
        for event_id, kind in events:
            both = zip(people.get(event_id, _NOBODY), brought.get(event_id, _NOBODY), strict=True)
            signed_up, came, missed = (sum(each) for each in both)
            counted = (1, signed_up, came, missed) if came else (0, 0, 0, 0)
            kinds.setdefault(kind, []).append((1, *counted))
        every = [row for rows in kinds.values() for row in rows]
        return replace(
            _added(every),
            first=self._newcomers(community_id, since, until),
            kinds={kind: _added(rows) for kind, rows in kinds.items()},
        )

    def _turnout(self, held: ColumnElement[bool]) -> list[dict[int, Sequence[int]]]:
        """By event how many signed up, came, and did not though they had: members, and guests."""
        counted: list[dict[int, Sequence[int]]] = []
        for rows, signed_up in (
            (_rows, _rows.c.answer == Rsvp.GOING),
            (_guests, _guests.c.attendance_id.is_not(None)),
        ):
            found = self._session.execute(
                select(
                    rows.c.event_id,
                    func.count(case((signed_up, 1))),
                    func.count(rows.c.came_at),
                    func.count(case((signed_up & rows.c.came_at.is_(None), 1))),
                )
                .join(_events, _events.c.id == rows.c.event_id)
                .where(held)
                .group_by(rows.c.event_id)
            )
            counted.append({event_id: more for event_id, *more in found})
        return counted

    def _newcomers(self, community_id: int, since: datetime, until: datetime) -> int:
        """The number of members who first came to an event here between two moments."""
        first = func.min(_events.c.starts_at)
        newcomers = (
            select(_rows.c.member_id)
            .join(_events, _events.c.id == _rows.c.event_id)
            .where(
                _events.c.community_id == community_id,
                _rows.c.member_id.is_not(None),
                _rows.c.came_at.is_not(None),
            )
            .group_by(_rows.c.member_id)
            .having(first >= since, first < until)
        )
        counted = select(func.count()).select_from(newcomers.subquery())
        return self._session.scalar(counted) or 0


def _added(rows: Sequence[tuple[int, ...]]) -> Figures:
    """The figures of several events in one: each row is held, noted, signed up, came, missed."""
    held, noted, signed_up, came, missed = map(sum, zip(*rows, strict=True)) if rows else [0] * 5
    return Figures(held, noted, signed_up, came, missed)
