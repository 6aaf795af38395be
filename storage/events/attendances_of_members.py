"""Attendances when their member links accounts, leaves or is erased."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    select,
    update,
)

from bot.domain.events.rules import Event, Rsvp
from storage.base import table
from storage.events.attendances import (
    COLUMNS,
    QUEUE,
    Attendance,
    AttendanceRow,
    GuestRow,
    drop_attendances,
)
from storage.events.events import EventRow
from storage.outbound import report_change
from storage.ownership import Held, Whom, held
from storage.repository import Repository

_rows = table(AttendanceRow)
_guests = table(GuestRow)
_events = table(EventRow)
_NO_CLAIM = 3


class MemberAttendances(Repository):
    """The answers of one member to all events."""

    covers = (AttendanceRow, GuestRow)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's answers with their events, and the guests they named."""
        of_event = (_events.c.community_id, _events.c.number, _events.c.title, _events.c.starts_at)
        own = tuple(
            _rows.c[name]
            for name in (
                "answer",
                "answered_at",
                "reply",
                "offered_until",
                "came_at",
                "asked_on",
                "asked_again_at",
            )
        )
        mine = (
            select(*of_event, *own)
            .join(_rows, _rows.c.event_id == _events.c.id)
            .where(_rows.c.member_id == whom.member_id)
            .order_by(_rows.c.id)
        )
        yield from self._held("attendances", mine)
        brought = _guests.c.attendance_id.in_(
            select(_rows.c.id).where(_rows.c.member_id == whom.member_id)
        )
        yield from held(self._session, GuestRow, brought, without=("event_id", "attendance_id"))

    def contradicted(self, one_id: int, other_id: int, now: datetime) -> dict[int, Rsvp]:
        """The events to come that two members answered differently, with the later answer.

        A place and a wait for one are the same answer.
        """
        rows = self._session.execute(
            select(_rows.c.event_id, _rows.c.answer)
            .join(_events, _events.c.id == _rows.c.event_id)
            .where(_rows.c.member_id.in_([one_id, other_id]), _events.c.starts_at > now)
            .order_by(_events.c.starts_at, _rows.c.event_id, *QUEUE)
        )
        said: dict[int, list[Rsvp]] = {}
        for event_id, answer in rows:
            said.setdefault(event_id, []).append(answer)
        return {
            event_id: answers[-1]
            for event_id, answers in said.items()
            if len({Rsvp.GOING if each is Rsvp.WAITING else each for each in answers}) > 1
        }

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members turn out to be one: to each event the later answer counts, with its guests.

        Where both said yes, they keep the place that one of them has, or the better turn on the
        waiting list.
        An attendance without an answer takes no answer away.
        To be called before the member `gone_id` is deleted.
        """
        of_both = select(*COLUMNS).where(_rows.c.member_id.in_([kept_id, gone_id]))
        both = self._values(Attendance, of_both.order_by(*QUEUE))
        latest: dict[int, Attendance] = {}
        for each in both:
            before = latest.get(each.event_id)
            if before is None:
                latest[each.event_id] = each
                continue
            stays, goes = each, before
            both_want = max(_claim(before), _claim(each)) < _NO_CLAIM
            if each.answer == Rsvp.NONE or (both_want and _claim(before) <= _claim(each)):
                stays, goes = before, each
            latest[each.event_id] = stays
            came = stays.came_at or goes.came_at
            drop_attendances(self._session, [goes.id])
            values = {"came_at": came, "reply": stays.reply or goes.reply}
            self._session.execute(update(_rows).where(_rows.c.id == stays.id).values(**values))
        self._session.execute(
            update(_rows).where(_rows.c.member_id == gone_id).values(member_id=kept_id)
        )
        self._show(latest)

    def leave(self, member_id: int, community_id: int, now: datetime) -> None:
        """A member leaves a community: their answers to its events to come are taken back."""
        self._take_back(member_id, now, _events.c.community_id == community_id)

    def erase(self, member_id: int) -> None:
        """Erase a person's answers; where they came, a nameless attendance stays.

        The moments of what is left are the event's own; the names of their guests go. The events'
        cards follow, and people who wait are offered the place
        (`handlers/events/answers.py`).
        """
        own = _rows.c.member_id == member_id
        unseen = self._session.execute(
            select(_rows.c.id, _rows.c.event_id).where(own, _rows.c.came_at.is_(None))
        ).all()
        drop_attendances(self._session, [row.id for row in unseen])
        self._forget_guests(select(_rows.c.id).where(own))
        begins = select(_events.c.starts_at).where(_events.c.id == _rows.c.event_id)
        untied = self._session.execute(
            update(_rows)
            .where(own)
            .values(
                member_id=None,
                answered_at=begins.scalar_subquery(),
                came_at=begins.scalar_subquery(),
                reply="",
                offered_until=None,
                asked_on=None,
                asked_again_at=None,
            )
            .returning(_rows.c.event_id)
        )
        self._show([*untied.scalars(), *(row.event_id for row in unseen)])

    def _forget_guests(self, attendance_ids: Select[tuple[int]]) -> None:
        begins = select(_events.c.starts_at).where(_events.c.id == _guests.c.event_id)
        begun = begins.scalar_subquery()
        came = case((_guests.c.came_at.is_not(None), begun), else_=None)
        self._session.execute(
            update(_guests)
            .where(_guests.c.attendance_id.in_(attendance_ids))
            .values(name="", named_at=begun, came_at=came)
        )

    def _take_back(self, member_id: int, now: datetime, *those: ColumnElement[bool]) -> None:
        of = select(_events.c.id).where(_events.c.starts_at > now, *those)
        rows = self._session.execute(
            select(_rows.c.id, _rows.c.event_id).where(
                _rows.c.member_id == member_id, _rows.c.event_id.in_(of)
            )
        ).all()
        drop_attendances(self._session, [row.id for row in rows])
        self._show(row.event_id for row in rows)

    def _show(self, event_ids: Iterable[int]) -> None:
        """Refresh the cards of these events, which the callers need not know."""
        report_change(self._session, Event, set(event_ids))


def _claim(attendance: Attendance) -> int:
    """The rank of a claim to a place: to have it, to be offered it, to wait for it, or none."""
    if attendance.answer == Rsvp.WAITING:
        return 1 if attendance.is_offered else 2
    return 0 if attendance.answer == Rsvp.GOING else _NO_CLAIM
