"""Answers to events: one a member an event, whichever network it came from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Executable,
    bindparam,
    delete,
    func,
    select,
    update,
)

from bot.domain.events.rules import Rsvp
from storage.base import table
from storage.events.attendance_tables import (
    COLUMNS,
    QUEUE,
    Attendance,
    AttendanceRow,
    GuestRow,
    drop_attendances,
)
from storage.events.event_table import EventRow
from storage.members import CHOSE_TO_BE_FOUND, Member, Membership
from storage.repository import Repository
from storage.statements import InsertInto, Prepared


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of answers to an event."""

    going: int = 0
    maybe: int = 0
    declined: int = 0
    waiting: int = 0
    guests: int = 0
    offered: int = 0
    """Seats that are kept for people who wait."""
    unsure: int = 0
    """People who come or wait and were asked again since the date moved."""
    passed_on: int = 0
    """People who come and were signed up by the gardener, as they asked."""

    @property
    def seats(self) -> int:
        """Seats that are taken: by people, by guests, or offered."""
        return self.going + self.guests + self.offered


_rows = table(AttendanceRow)
_guests = table(GuestRow)
_events = table(EventRow)
_MINE = Prepared(
    select(*COLUMNS).where(
        _rows.c.event_id == bindparam("event"), _rows.c.member_id == bindparam("me")
    )
)
_COUNTS = Prepared(
    select(
        _rows.c.answer,
        func.count(),
        func.count(_rows.c.offered_until),
        func.count(_rows.c.asked_again_at),
        func.count(_rows.c.asked_on),
    )
    .where(_rows.c.event_id == bindparam("event"))
    .group_by(_rows.c.answer)
)
_GUESTS = Prepared(
    select(func.count()).where(
        _guests.c.event_id == bindparam("event"), _guests.c.attendance_id.is_not(None)
    )
)


def _upsert(insert_into: InsertInto) -> Executable:
    new = insert_into(_rows)
    names = ("answer", "answered_at", "offered_until", "asked_on", "asked_again_at")
    return new.on_conflict_do_update(
        index_elements=["event_id", "member_id"],
        set_={name: new.excluded[name] for name in names},
    ).returning(*COLUMNS)


_PUT = Prepared(
    _upsert,
    *("event_id", "member_id", "answer", "answered_at", "reply"),
    *("offered_until", "came_at", "asked_on", "asked_again_at"),
)


class Attendances(Repository):
    """The answers to all events."""

    def put(
        self,
        event_id: int,
        member_id: int,
        answer: Rsvp,
        at: datetime,
        *,
        offered_until: datetime | None = None,
        asked_on: date | None = None,
    ) -> Attendance:
        """Replace a member's answer; the reply to the question stays."""
        row = _PUT.one(
            self._session,
            event_id=event_id,
            member_id=member_id,
            answer=answer,
            answered_at=at,
            reply="",
            offered_until=offered_until,
            came_at=None,
            asked_on=asked_on,
            asked_again_at=None,
        )
        made = Attendance(*row)
        if answer is not Rsvp.GOING:
            self._session.execute(delete(_guests).where(_guests.c.attendance_id == made.id))
        return made

    def take_back(self, event_id: int, member_id: int) -> bool:
        """Forget a member's answer and their guests; False where there was none.

        That they came stays.
        """
        own = self.mine(event_id, member_id)
        if own is None or own.answer == Rsvp.NONE:
            return False
        if own.came_at is None:
            drop_attendances(self._session, [own.id])
        else:
            self.put(event_id, member_id, Rsvp.NONE, own.came_at)
        return True

    def reply(self, attendance_id: int, words: str) -> None:
        """Keep the answer to the event's question."""
        self._set(attendance_id, reply=words)

    def asked(self, attendance_id: int, day: date | None) -> None:
        """Keep the day on which a gardener was asked for this answer; None if it is one's own."""
        self._set(attendance_id, asked_on=day)

    def came(self, attendance_id: int, at: datetime | None) -> None:
        """Note that a person is there; None: they are not after all."""
        self._set(attendance_id, came_at=at)

    def _set(self, attendance_id: int, **values: object) -> None:
        self._session.execute(update(_rows).where(_rows.c.id == attendance_id).values(**values))

    def to_tell(self, event_id: int, after: int, most: int) -> list[Attendance]:
        """The next people who signed up, or may come, by the numbers of their answers."""
        answers = (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING)
        rows = self._session.execute(
            select(*COLUMNS)
            .where(
                _rows.c.event_id == event_id,
                _rows.c.answer.in_(answers),
                _rows.c.id > after,
                _rows.c.member_id.is_not(None),
            )
            .order_by(_rows.c.id)
            .limit(most)
        )
        return [Attendance(*row) for row in rows]

    def ask_again(self, attendance_ids: Collection[int], at: datetime) -> None:
        """Note that these people were asked whether they still come."""
        self._session.execute(
            update(_rows).where(_rows.c.id.in_(attendance_ids)).values(asked_again_at=at)
        )

    def confirm(self, attendance_id: int) -> None:
        """Confirm that a person still comes or waits; they keep their place in the order."""
        self._set(attendance_id, asked_again_at=None)

    def mine(self, event_id: int, member_id: int) -> Attendance | None:
        """The answer of a member."""
        row = _MINE.first(self._session, event=event_id, me=member_id)
        return None if row is None else Attendance(*row)

    def of(self, event_id: int, *answers: Rsvp) -> list[Attendance]:
        """The answers to an event in the order in which they came; all of them if none is named."""
        wanted = select(*COLUMNS).where(_rows.c.event_id == event_id)
        if answers:
            wanted = wanted.where(_rows.c.answer.in_(answers))
        return [Attendance(*row) for row in self._session.execute(wanted.order_by(*QUEUE))]

    def by(self, member_id: int, event_ids: Collection[int]) -> dict[int, Attendance]:
        """The answers of a member to these events."""
        rows = self._session.execute(
            select(*COLUMNS).where(_rows.c.member_id == member_id, _rows.c.event_id.in_(event_ids))
        )
        return {each.event_id: each for each in (Attendance(*row) for row in rows)}

    def answered(
        self, event_ids: Collection[int], member_ids: Collection[int], answer: Rsvp
    ) -> list[tuple[int, int]]:
        """Pairs of member and event, where the member gave this answer."""
        rows = self._session.execute(
            select(_rows.c.member_id, _rows.c.event_id).where(
                _rows.c.event_id.in_(event_ids),
                _rows.c.member_id.in_(member_ids),
                _rows.c.answer == answer,
            )
        )
        return [(row.member_id, row.event_id) for row in rows]

    def since(self, member_id: int, since: datetime) -> list[Attendance]:
        """A member's answers to events that begin after a moment, by date."""
        rows = self._session.execute(
            select(*COLUMNS)
            .join(_events, _events.c.id == _rows.c.event_id)
            .where(_rows.c.member_id == member_id, _events.c.starts_at > since)
            .order_by(_events.c.starts_at, _events.c.id)
        )
        return [Attendance(*row) for row in rows]

    def passed_on_for(self, member_ids: Collection[int]) -> dict[int, int]:
        """The number of sign-ups passed on for each of these members; zeros are left out."""
        counted = (
            select(_rows.c.member_id, func.count())
            .where(_rows.c.member_id.in_(member_ids), _rows.c.asked_on.is_not(None))
            .group_by(_rows.c.member_id)
        )
        return {each.member_id: each[1] for each in self._session.execute(counted)}

    def counts(self, event_id: int) -> Counts:
        """The number of people by answer."""
        counted: dict[str, int] = {}
        passed_on: dict[str, int] = {}
        offered = unsure = 0
        for answer, people, seats, again, asked in _COUNTS.rows(self._session, event=event_id):
            counted[answer], passed_on[answer] = people, asked
            offered += seats
            unsure += again
        guests = int(_GUESTS.one(self._session, event=event_id)[0])
        kept = {name: counted.get(name, 0) for name in ("going", "maybe", "declined", "waiting")}
        asked = passed_on.get(Rsvp.GOING, 0)
        return Counts(**kept, guests=guests, offered=offered, unsure=unsure, passed_on=asked)

    def names(self, event_id: int, community_id: int, most: int) -> list[str]:
        """Names of people who come and whom the community's directory shows, in their order.

        A person under 18, or of unknown age, is not shown.
        """
        rows = self._session.scalars(
            select(Member.name)
            .join(Membership, CHOSE_TO_BE_FOUND)
            .join(_rows, _rows.c.member_id == Member.id)
            .where(
                Membership.community_id == community_id,
                _rows.c.event_id == event_id,
                _rows.c.answer == Rsvp.GOING,
            )
            .order_by(*QUEUE)
            .limit(most)
        )
        return list(rows)
