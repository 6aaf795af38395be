"""Answers to events, one a member an event, with guests and waiting lists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import (
    Executable,
    ForeignKey,
    Index,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.events.rules import EventState, Rsvp
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, BigId, Choice, changed, table
from storage.events.events import EventRow
from storage.members import CHOSE_TO_BE_FOUND, Member, Membership
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.statements import InsertInto, Prepared


class AttendanceRow(Base):
    """A member's answer to an event, and whether they came. Erased members' rows are nobody's."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("event_id", "member_id"),
        Index("ix_attendances_counted", "event_id", "answer", "answered_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", on_merge="by_method"),
    )
    answer: Mapped[Rsvp] = mapped_column(Choice(Rsvp))
    answered_at: Mapped[datetime]
    reply: Mapped[str]
    """Their answer to the event's question."""
    offered_until: Mapped[datetime | None] = mapped_column(index=True)
    """A place is kept for them until then."""
    came_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]
    """The day on which a person without a phone asked the gardener to sign them up."""
    asked_again_at: Mapped[datetime | None]
    """They were asked whether they still come, since the date moved, and have not answered."""


class GuestRow(Base):
    """A guest of a member, or an unannounced participant: a name, for a while."""

    __tablename__ = "guests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendances.id"), index=True)
    name: Mapped[str]
    named_at: Mapped[datetime]
    came_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Attendance:
    """An answer as it is stored; each field is a column."""

    id: int
    event_id: int
    member_id: int | None
    answer: Rsvp
    answered_at: datetime
    reply: str
    offered_until: datetime | None
    came_at: datetime | None
    asked_on: date | None
    asked_again_at: datetime | None

    @property
    def is_offered(self) -> bool:
        """True if a place is kept for them until they say yes."""
        return self.answer == Rsvp.WAITING and self.offered_until is not None


_rows = table(AttendanceRow)
_guests = table(GuestRow)
COLUMNS = tuple(_rows.c[each.name] for each in fields(Attendance))
"""The columns of an `Attendance`."""
QUEUE = (_rows.c.answered_at, _rows.c.id)
"""The order of the answers to an event."""


def drop_attendances(session: Session, attendance_ids: Collection[int]) -> None:
    """Delete these answers with their guests."""
    session.execute(delete(_guests).where(_guests.c.attendance_id.in_(attendance_ids)))
    session.execute(delete(_rows).where(_rows.c.id.in_(attendance_ids)))


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of answers to an event."""

    going: int = 0
    maybe: int = 0
    declined: int = 0
    waiting: int = 0
    guests: int = 0
    offered: int = 0
    """Places that are kept for people who wait."""
    unsure: int = 0
    """People who come or wait and were asked again since the date moved."""
    passed_on: int = 0
    """People who come and were signed up by the gardener, as they asked."""

    @property
    def places_taken(self) -> int:
        """Places that are taken: by people, by guests, or offered."""
        return self.going + self.guests + self.offered


_events = table(EventRow)
_MINE = Prepared(
    select(*COLUMNS).where(
        _rows.c.event_id == bindparam("event"), _rows.c.member_id == bindparam("me")
    )
)
_COUNTS = Prepared(
    select(
        _rows.c.answer,
        func.count().label("people"),
        func.count(_rows.c.offered_until).label("offered"),
        func.count(_rows.c.asked_again_at).label("unsure"),
        func.count(_rows.c.asked_on).label("passed_on"),
    )
    .where(_rows.c.event_id == bindparam("event"))
    .group_by(_rows.c.answer)
)
_GUESTS = Prepared(
    select(func.count().label("guests")).where(
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
        made = Attendance(**row)
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
        next_ones = select(*COLUMNS).where(
            _rows.c.event_id == event_id,
            _rows.c.answer.in_(answers),
            _rows.c.id > after,
            _rows.c.member_id.is_not(None),
        )
        return self._values(Attendance, next_ones.order_by(_rows.c.id).limit(most))

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
        return None if row is None else Attendance(**row)

    def of(self, event_id: int, *answers: Rsvp) -> list[Attendance]:
        """The answers to an event in the order in which they came; all of them if none is named."""
        wanted = select(*COLUMNS).where(_rows.c.event_id == event_id)
        if answers:
            wanted = wanted.where(_rows.c.answer.in_(answers))
        return self._values(Attendance, wanted.order_by(*QUEUE))

    def by(self, member_id: int, event_ids: Collection[int]) -> dict[int, Attendance]:
        """The answers of a member to these events."""
        own = select(*COLUMNS).where(
            _rows.c.member_id == member_id, _rows.c.event_id.in_(event_ids)
        )
        return {each.event_id: each for each in self._values(Attendance, own)}

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
        own = select(*COLUMNS).join(_events, _events.c.id == _rows.c.event_id)
        later = own.where(_rows.c.member_id == member_id, _events.c.starts_at > since)
        return self._values(Attendance, later.order_by(_events.c.starts_at, _events.c.id))

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
        rows = {row["answer"]: row for row in _COUNTS.rows(self._session, event=event_id)}
        answers = (Rsvp.GOING, Rsvp.MAYBE, Rsvp.DECLINED, Rsvp.WAITING)
        return Counts(
            **{each.value: rows[each]["people"] for each in answers if each in rows},
            guests=_GUESTS.one(self._session, event=event_id)["guests"],
            offered=sum(row["offered"] for row in rows.values()),
            unsure=sum(row["unsure"] for row in rows.values()),
            passed_on=rows[Rsvp.GOING]["passed_on"] if Rsvp.GOING in rows else 0,
        )

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


class WaitingList(Repository):
    """The people who wait for a place."""

    def offer(self, attendance_id: int, until: datetime | None) -> None:
        """Keep a place for a person who waits; None withdraws the offer."""
        self._session.execute(
            update(_rows).where(_rows.c.id == attendance_id).values(offered_until=until)
        )

    def shorten_offers(self, event_id: int, starts_at: datetime) -> None:
        """End offers when the event begins, at the latest."""
        self._session.execute(
            update(_rows)
            .where(_rows.c.event_id == event_id, _rows.c.offered_until > starts_at)
            .values(offered_until=starts_at)
        )

    def withdraw_offers(self, event_id: int) -> None:
        """Withdraw all offers; their people wait as before."""
        self._session.execute(
            update(_rows)
            .where(_rows.c.event_id == event_id, _rows.c.offered_until.is_not(None))
            .values(offered_until=None)
        )

    def ahead_of(self, waiting: Attendance) -> int:
        """The number of people who wait before this one."""
        earlier = (_rows.c.answered_at < waiting.answered_at) | (
            (_rows.c.answered_at == waiting.answered_at) & (_rows.c.id < waiting.id)
        )
        counted = select(func.count()).where(
            _rows.c.event_id == waiting.event_id, _rows.c.answer == Rsvp.WAITING, earlier
        )
        return self._session.scalar(counted) or 0

    def anybody_waits(self, event_id: int) -> bool:
        """True if a person waits and is offered no place."""
        waits = select(_rows.c.id).where(
            _rows.c.event_id == event_id,
            _rows.c.answer == Rsvp.WAITING,
            _rows.c.offered_until.is_(None),
        )
        return self._session.scalar(waits.limit(1)) is not None

    def waiting(self, event_id: int) -> list[Attendance]:
        """The people who wait and are offered no place, in their order."""
        all_waiting = Attendances(self._session).of(event_id, Rsvp.WAITING)
        return [each for each in all_waiting if each.offered_until is None]

    def lapsed(self, now: datetime, most: int) -> list[Attendance]:
        """Attendances whose offered place was not taken in time, in the order of the offers."""
        lapsed = select(*COLUMNS).where(_rows.c.offered_until <= now)
        in_order = lapsed.order_by(_rows.c.offered_until, _rows.c.id)
        return self._values(Attendance, in_order.limit(most))

    def queued(self, now: datetime) -> Sequence[int]:
        """The events to come in which people wait for an offer."""
        return self._session.scalars(
            select(_rows.c.event_id)
            .join(_events, _events.c.id == _rows.c.event_id)
            .where(
                _rows.c.answer == Rsvp.WAITING,
                _rows.c.offered_until.is_(None),
                _events.c.state == EventState.PUBLISHED,
                _events.c.starts_at > now,
            )
            .distinct()
            .order_by(_rows.c.event_id)
        ).all()


GUESTS_NAMED_FOR = timedelta(days=60)
"""The time for which the name of a guest, who is no member, is kept."""


class Guests(Repository):
    """The guests of all events."""

    def add(self, event_id: int, attendance_id: int, name: str, at: datetime) -> int:
        """Add a guest of a member; walk-ins are in `check_ins`."""
        made = self._session.execute(
            insert(_guests)
            .values(event_id=event_id, attendance_id=attendance_id, name=name, named_at=at)
            .returning(_guests.c.id)
        )
        return int(made.scalar_one())

    def drop(self, attendance_id: int, guest_id: int) -> bool:
        """Remove a guest; False if this member brings no such guest."""
        own = (_guests.c.id == guest_id) & (_guests.c.attendance_id == attendance_id)
        return changed(self._session, delete(_guests).where(own)) > 0

    def of(self, attendance_id: int) -> Sequence[GuestRow]:
        """The guests of a member, the first named first."""
        return self._session.scalars(
            select(GuestRow).where(GuestRow.attendance_id == attendance_id).order_by(GuestRow.id)
        ).all()

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Empty the names of guests after their time: the guests stay counted."""
        before = now - GUESTS_NAMED_FOR
        old = (_guests.c.named_at < before, _guests.c.name != "")
        count = changed(self._session, update(_guests).where(*old).values(name=""))
        return [Purged("guests.name", before, count)]
