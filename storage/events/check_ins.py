"""The attendance list of an event, check-ins and their codes, and figures on who came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.attendance import Attendee, in_order
from bot.domain.events.rules import LENGTH, EventState, Rsvp
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, changed, table
from storage.events.attendances import AttendanceRow, GuestRow
from storage.events.events import EventRow
from storage.members import Member, Membership
from storage.repository import Repository
from storage.retention import Purged
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

    def attendees(self, event_id: int, community_id: int) -> list[Attendee]:
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
_codes, _events = table(CheckInCode), table(EventRow)


class CheckInCodes(Repository):
    """The codes in use."""

    def put(self, event_id: int, *, code: str, token: str, at: datetime) -> None:
        """Store the hashes of a new code in place of the event's earlier one."""
        new = insert_into(self._session, _codes).values(
            event_id=event_id, code=code, token=token, made_at=at
        )
        values = {name: new.excluded[name] for name in ("code", "token", "made_at")}
        self._session.execute(new.on_conflict_do_update(index_elements=["event_id"], set_=values))

    def made(self, event_id: int) -> IssuedCode | None:
        """The event's code, if it has one."""
        row = self._session.execute(
            select(_codes.c.made_at, _codes.c.token).where(_codes.c.event_id == event_id)
        ).first()
        return None if row is None else IssuedCode(row.made_at, row.token[:MARK])

    def event_of(self, digest: str) -> int | None:
        """The event at whose door this code or token is shown."""
        return self._session.scalar(
            select(_codes.c.event_id).where(or_(_codes.c.code == digest, _codes.c.token == digest))
        )

    def restored(self, _now: datetime) -> None:
        """Delete all codes: they may have been stopped since."""
        self._session.execute(delete(_codes))

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the codes of events that are over."""
        unsaid = _events.c.ends_at.is_(None) & (_events.c.starts_at <= now - LENGTH)
        over = exists().where(
            _events.c.id == _codes.c.event_id, or_(_events.c.ends_at <= now, unsaid)
        )
        count = changed(self._session, delete(_codes).where(over))
        return [Purged("event_doors", now, count)]


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of events that took place and of their people, guests included."""

    held: int = 0
    """Events."""
    noted: int = 0
    """Events at which it was noted who came; the next two are counted at these."""
    signed_up: int = 0
    came: int = 0
    first: int = 0
    """Members who came to their first event here."""


_NOBODY = (0, 0)


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
        events = self._session.scalars(select(_events.c.id).where(held)).all()
        people, brought = self._turnout(held)
        signed_up = came = noted = 0
        for each in events:
            both = zip(people.get(each, _NOBODY), brought.get(each, _NOBODY), strict=True)
            signed, arrived = (sum(numbers) for numbers in both)
            if arrived:
                noted, signed_up, came = noted + 1, signed_up + signed, came + arrived
        first = self._newcomers(community_id, since, until)
        return Figures(len(events), noted, signed_up, came, first)

    def _turnout(self, held: ColumnElement[bool]) -> list[dict[int, Sequence[int]]]:
        """By event how many signed up, and how many came: members, and guests."""
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
