"""The attendance list of an event, and check-ins at the door."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from bot.domain.events.attendance import Attendee, in_order
from bot.domain.events.rules import Rsvp
from storage.base import changed, table
from storage.events.attendance_tables import AttendanceRow, GuestRow
from storage.members import Member, Membership
from storage.repository import Repository
from storage.statements import insert_into


@dataclass(frozen=True, slots=True)
class Arrival:
    """The presence of a member: since when, after which answer, and whether it is news."""

    attendance_id: int
    came_at: datetime
    answer: Rsvp
    is_new: bool


_rows, _guests = table(AttendanceRow), table(GuestRow)
_LISTED = (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING)


class CheckIns(Repository):
    """The attendance lists of all events."""

    # The list

    def roll(self, event_id: int, community_id: int) -> list[Attendee]:
        """Everybody who signed up or came, by name, with their guests.

        People who left the community are only counted.
        """
        members = self._members(event_id, community_id)
        named = {each.attendance: each for each in members}
        rows = self._session.execute(
            select(_guests.c.id, _guests.c.attendance_id, _guests.c.name, _guests.c.came_at)
            .where(_guests.c.event_id == event_id)
            .order_by(_guests.c.id)
        ).all()
        guests: list[Attendee] = []
        walked_in: list[Attendee] = []
        for guest_id, attendance_id, name, came_at in rows:
            host = named.get(attendance_id)
            if attendance_id is None:
                walked_in.append(Attendee(None, guest_id, name, Rsvp.NONE, came_at))
            elif host is not None:
                guests.append(
                    Attendee(attendance_id, guest_id, name, host.answer, came_at, host.name)
                )
        return in_order(members, guests, walked_in)

    def _members(self, event_id: int, community_id: int) -> list[Attendee]:
        here = (Membership.member_id == _rows.c.member_id) & (
            Membership.community_id == community_id
        )
        rows = self._session.execute(
            select(
                _rows.c.id,
                func.coalesce(Member.name, ""),
                _rows.c.answer,
                _rows.c.came_at,
                _rows.c.reply,
                _rows.c.answered_at,
                _rows.c.asked_on,
            )
            .outerjoin(Membership, here)
            .outerjoin(Member, Member.id == Membership.member_id)
            .where(
                _rows.c.event_id == event_id,
                _rows.c.came_at.is_not(None)
                | (_rows.c.answer.in_(_LISTED) & Member.id.is_not(None)),
            )
        )
        return [
            Attendee(attendance_id, None, name, answer, came_at, None, *more)
            if name
            else Attendee(attendance_id, None, "", answer, came_at)
            for attendance_id, name, answer, came_at, *more in rows
        ]

    # At the door

    def arrive(self, event_id: int, member_id: int, at: datetime) -> Arrival:
        """Note that a member is there; it is no answer to the event."""
        known = self._session.scalar(
            select(_rows.c.came_at).where(
                _rows.c.event_id == event_id, _rows.c.member_id == member_id
            )
        )
        new = insert_into(self._session, _rows).values(
            event_id=event_id,
            member_id=member_id,
            answer=Rsvp.NONE,
            answered_at=at,
            reply="",
            came_at=at,
        )
        since = func.coalesce(_rows.c.came_at, new.excluded.came_at)
        row = self._session.execute(
            new.on_conflict_do_update(
                index_elements=["event_id", "member_id"], set_={"came_at": since}
            ).returning(_rows.c.id, _rows.c.came_at, _rows.c.answer)
        ).one()
        return Arrival(row.id, row.came_at, row.answer, is_new=known is None)

    def note(self, event_id: int, mark: str, at: datetime | None) -> bool:
        """Check a person on the list in or out; False if they are not on it.

        A person who came unannounced and is not there after all goes from the list.
        """
        rows, row_id = (_guests if mark[0] == "g" else _rows), int(mark[1:])
        this = (rows.c.id == row_id) & (rows.c.event_id == event_id)
        if at is not None:
            since = func.coalesce(rows.c.came_at, at)
            return changed(self._session, update(rows).where(this).values(came_at=since)) > 0
        unannounced = (
            _guests.c.attendance_id.is_(None) if rows is _guests else _rows.c.answer == Rsvp.NONE
        )
        if changed(self._session, delete(rows).where(this, unannounced)):
            return True
        return changed(self._session, update(rows).where(this).values(came_at=None)) > 0

    def walk_in(self, event_id: int, name: str, at: datetime) -> int:
        """Add an unannounced guest."""
        made = self._session.execute(
            _guests.insert()
            .values(event_id=event_id, attendance_id=None, name=name, named_at=at, came_at=at)
            .returning(_guests.c.id)
        )
        return int(made.scalar_one())

    def guest_arrives(self, event_id: int, attendance_id: int, guest_id: int, at: datetime) -> bool:
        """Check a member's guest in; False if the member brings no such guest."""
        theirs = (
            (_guests.c.id == guest_id)
            & (_guests.c.attendance_id == attendance_id)
            & (_guests.c.event_id == event_id)
        )
        since = func.coalesce(_guests.c.came_at, at)
        return changed(self._session, update(_guests).where(theirs).values(came_at=since)) > 0
