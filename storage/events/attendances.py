"""Who comes to an event: one answer a member an event, whichever network it came from."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.rules import EventState, Rsvp
from bot.domain.purposes import DIRECTORY
from bot.domain.retention import RetentionPeriods
from storage.base import Base, BigId, Choice, changed, table
from storage.events.events import EventRow
from storage.holdings import Held, Whom, held
from storage.members import Consent, Member
from storage.outbound import Cards
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import Purged

GUESTS_NAMED_FOR = timedelta(days=60)
"""How long the name of a guest, who is no member, is kept."""


class AttendanceRow(Base):
    """What a member answered, and whether they came; nobody's, once they are erased.

    `reply` answers the event's question. A seat that is offered is kept `offered_until`. `asked_on`
    is the day on which somebody without a phone asked the gardener to sign them up. Whoever was
    asked whether they still come, since the date moved, has not answered since `asked_again_at`.
    """

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
    offered_until: Mapped[datetime | None] = mapped_column(index=True)
    came_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]
    asked_again_at: Mapped[datetime | None]


class GuestRow(Base):
    """Somebody whom a member brings along, or who came unannounced: a name, for a while."""

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
        """Whether a seat is kept for them until they say yes."""
        return self.answer == Rsvp.WAITING and self.offered_until is not None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answered what; `seats` are taken: by people, by guests, or offered.

    Of those who come or wait, `unsure` were asked again since the date moved.
    `passed_on` are those of the people who come whom the gardener signed up, as they asked.
    """

    going: int = 0
    maybe: int = 0
    declined: int = 0
    waiting: int = 0
    guests: int = 0
    offered: int = 0
    unsure: int = 0
    passed_on: int = 0

    @property
    def seats(self) -> int:
        """How many seats are taken."""
        return self.going + self.guests + self.offered


@dataclass(frozen=True, slots=True)
class Figures:
    """Events that took place, and how many people signed up for them and came, guests included.

    `noted` are the events at which it was noted who came: `signed_up`, `came` and `missed` (who
    signed up and did not come) are counted at these. `first` are members who came to the first
    event of their life here; it is not told by kind.
    """

    held: int = 0
    noted: int = 0
    signed_up: int = 0
    came: int = 0
    missed: int = 0
    first: int = 0
    kinds: Mapping[str, "Figures"] = field(default_factory=dict)


_rows = table(AttendanceRow)
_guests = table(GuestRow)
_events = table(EventRow)
_ATTENDANCE = tuple(_rows.c[each.name] for each in fields(Attendance))
_MINE = select(*_ATTENDANCE).where(
    _rows.c.event_id == bindparam("event"), _rows.c.member_id == bindparam("me")
)
_COUNTS = (
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
_GUESTS = select(func.count()).where(
    _guests.c.event_id == bindparam("event"), _guests.c.attendance_id.is_not(None)
)
_QUEUE = (_rows.c.answered_at, _rows.c.id)
_NOBODY = (0, 0, 0)


def _upsert(insert_here: Any) -> Any:  # noqa: ANN401 - the two databases' statements
    new = insert_here(_rows)
    names = ("answer", "answered_at", "offered_until", "asked_on", "asked_again_at")
    return new.on_conflict_do_update(
        index_elements=["event_id", "member_id"],
        set_={name: new.excluded[name] for name in names},
    ).returning(*_ATTENDANCE)


def _of_one(earlier: Attendance, later: Attendance) -> tuple[Attendance, Attendance]:
    """Of two answers of one person, the one that stays and the one that goes."""
    both_want = max(_claim(earlier), _claim(later)) < _NO_CLAIM
    if later.answer == Rsvp.NONE or (both_want and _claim(earlier) <= _claim(later)):
        return earlier, later
    return later, earlier


_NO_CLAIM = 3


def _claim(attendance: Attendance) -> int:
    """How good a claim to a seat is: to have it, to be offered it, to wait for it, or none."""
    if attendance.answer == Rsvp.WAITING:
        return 1 if attendance.is_offered else 2
    return 0 if attendance.answer == Rsvp.GOING else _NO_CLAIM


_PUT = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}


class Attendances(Repository):
    """The answers to all events, and the guests."""

    # Answering

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
        """Let a member's answer be this from now on; the reply to the question stays."""
        row = self._session.execute(
            _PUT[self._session.get_bind().dialect.name],
            {
                "event_id": event_id,
                "member_id": member_id,
                "answer": answer,
                "answered_at": at,
                "reply": "",
                "offered_until": offered_until,
                "came_at": None,
                "asked_on": asked_on,
                "asked_again_at": None,
            },
        )
        made = Attendance(*row.one())
        if answer is not Rsvp.GOING:
            self._session.execute(delete(_guests).where(_guests.c.attendance_id == made.id))
        return made

    def take_back(self, event_id: int, member_id: int) -> bool:
        """Forget a member's answer and their guests; False where there was none.

        That they came stays.
        """
        mine = self.mine(event_id, member_id)
        if mine is None or mine.answer == Rsvp.NONE:
            return False
        if mine.came_at is None:
            self._forget([mine.id])
        else:
            self.put(event_id, member_id, Rsvp.NONE, mine.came_at)
        return True

    def offer(self, attendance_id: int, until: datetime | None) -> None:
        """Keep a seat for somebody who waits, or for nobody any more."""
        self._set(attendance_id, offered_until=until)

    def reply(self, attendance_id: int, words: str) -> None:
        """Keep the answer to the event's question."""
        self._set(attendance_id, reply=words)

    def asked(self, attendance_id: int, day: date | None) -> None:
        """Keep the day on which a gardener was asked for this answer; None if it is one's own."""
        self._set(attendance_id, asked_on=day)

    def came(self, attendance_id: int, at: datetime | None) -> None:
        """Note that somebody is there, or is not after all."""
        self._set(attendance_id, came_at=at)

    def _set(self, attendance_id: int, **values: object) -> None:
        self._session.execute(update(_rows).where(_rows.c.id == attendance_id).values(**values))

    # When the event changes

    def to_tell(self, event_id: int, after: int, most: int) -> list[Attendance]:
        """The next of those who signed up, or may come, by the numbers of their answers."""
        told = (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING)
        rows = self._session.execute(
            select(*_ATTENDANCE)
            .where(
                _rows.c.event_id == event_id,
                _rows.c.answer.in_(told),
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
        """Somebody still comes, or still waits, in the same place of the order."""
        self._set(attendance_id, asked_again_at=None)

    def shorten_offers(self, event_id: int, starts_at: datetime) -> None:
        """Keep no seat for anybody longer than until the event begins."""
        self._session.execute(
            update(_rows)
            .where(_rows.c.event_id == event_id, _rows.c.offered_until > starts_at)
            .values(offered_until=starts_at)
        )

    def withdraw_offers(self, event_id: int) -> None:
        """Keep a seat for nobody any more; they wait as before."""
        self._session.execute(
            update(_rows)
            .where(_rows.c.event_id == event_id, _rows.c.offered_until.is_not(None))
            .values(offered_until=None)
        )

    # Guests

    def add_guest(self, event_id: int, attendance_id: int, name: str, at: datetime) -> int:
        """Keep the name of somebody whom a member brings; who walks in is in `presence`."""
        made = self._session.execute(
            insert(_guests)
            .values(event_id=event_id, attendance_id=attendance_id, name=name, named_at=at)
            .returning(_guests.c.id)
        )
        return int(made.scalar_one())

    def drop_guest(self, attendance_id: int, guest_id: int) -> bool:
        """Take a guest back; False where there is none of this member's."""
        mine = (_guests.c.id == guest_id) & (_guests.c.attendance_id == attendance_id)
        return changed(self._session, delete(_guests).where(mine)) > 0

    def guests(self, event_id: int) -> Sequence[GuestRow]:
        """Everybody who is brought along, or who walked in, by name."""
        return self._session.scalars(
            select(GuestRow)
            .where(GuestRow.event_id == event_id)
            .order_by(GuestRow.name, GuestRow.id)
        ).all()

    def guests_of(self, attendance_id: int) -> Sequence[GuestRow]:
        """Whom a member brings, the first named first."""
        return self._session.scalars(
            select(GuestRow).where(GuestRow.attendance_id == attendance_id).order_by(GuestRow.id)
        ).all()

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Empty the names of guests after their time: the guests stay counted."""
        before = now - GUESTS_NAMED_FOR
        old = (_guests.c.named_at < before, _guests.c.name != "")
        count = changed(self._session, update(_guests).where(*old).values(name=""))
        return [Purged("guests.name", before, count)]

    # Looking

    def mine(self, event_id: int, member_id: int) -> Attendance | None:
        """What a member answered."""
        row = self._session.execute(_MINE, {"event": event_id, "me": member_id}).first()
        return None if row is None else Attendance(*row)

    def of(self, event_id: int, *answers: Rsvp) -> list[Attendance]:
        """The answers to an event in the order in which they came; all of them if none is named."""
        wanted = select(*_ATTENDANCE).where(_rows.c.event_id == event_id)
        if answers:
            wanted = wanted.where(_rows.c.answer.in_(answers))
        return [Attendance(*row) for row in self._session.execute(wanted.order_by(*_QUEUE))]

    def by(self, member_id: int, event_ids: Collection[int]) -> dict[int, Attendance]:
        """What a member answered to each of these events."""
        rows = self._session.execute(
            select(*_ATTENDANCE).where(
                _rows.c.member_id == member_id, _rows.c.event_id.in_(event_ids)
            )
        )
        return {each.event_id: each for each in (Attendance(*row) for row in rows)}

    def since(self, member_id: int, since: datetime) -> list[Attendance]:
        """A member's answers to events that begin after a moment, by date."""
        rows = self._session.execute(
            select(*_ATTENDANCE)
            .join(_events, _events.c.id == _rows.c.event_id)
            .where(_rows.c.member_id == member_id, _events.c.starts_at > since)
            .order_by(_events.c.starts_at, _events.c.id)
        )
        return [Attendance(*row) for row in rows]

    def contradicted(self, one_id: int, other_id: int, now: datetime) -> dict[int, Rsvp]:
        """The events to come that two members answered differently, with the later answer.

        A seat and a wait for one are the same answer.
        """
        rows = self._session.execute(
            select(_rows.c.event_id, _rows.c.answer)
            .join(_events, _events.c.id == _rows.c.event_id)
            .where(_rows.c.member_id.in_([one_id, other_id]), _events.c.starts_at > now)
            .order_by(_events.c.starts_at, _rows.c.event_id, *_QUEUE)
        )
        said: dict[int, list[Rsvp]] = {}
        for event_id, answer in rows:
            said.setdefault(event_id, []).append(answer)
        return {
            event_id: answers[-1]
            for event_id, answers in said.items()
            if len({Rsvp.GOING if each is Rsvp.WAITING else each for each in answers}) > 1
        }

    def passed_on_for(self, member_ids: Collection[int]) -> dict[int, int]:
        """How many sign-ups were passed on for each of these members; who has none is left out."""
        counted = (
            select(_rows.c.member_id, func.count())
            .where(_rows.c.member_id.in_(member_ids), _rows.c.asked_on.is_not(None))
            .group_by(_rows.c.member_id)
        )
        return {each.member_id: each[1] for each in self._session.execute(counted)}

    def counts(self, event_id: int) -> Counts:
        """How many answered what."""
        counted: dict[str, int] = {}
        passed_on: dict[str, int] = {}
        offered = unsure = 0
        for answer, people, seats, again, asked in self._session.execute(
            _COUNTS, {"event": event_id}
        ):
            counted[answer], passed_on[answer] = people, asked
            offered += seats
            unsure += again
        guests = self._session.scalar(_GUESTS, {"event": event_id}) or 0
        kept = {name: counted.get(name, 0) for name in ("going", "maybe", "declined", "waiting")}
        asked = passed_on.get(Rsvp.GOING, 0)
        return Counts(**kept, guests=guests, offered=offered, unsure=unsure, passed_on=asked)

    def ahead_of(self, waiting: Attendance) -> int:
        """How many wait before somebody who waits."""
        earlier = (_rows.c.answered_at < waiting.answered_at) | (
            (_rows.c.answered_at == waiting.answered_at) & (_rows.c.id < waiting.id)
        )
        counted = select(func.count()).where(
            _rows.c.event_id == waiting.event_id, _rows.c.answer == Rsvp.WAITING, earlier
        )
        return self._session.scalar(counted) or 0

    def anybody_waits(self, event_id: int) -> bool:
        """Whether somebody waits whom no seat is offered."""
        waits = select(_rows.c.id).where(
            _rows.c.event_id == event_id,
            _rows.c.answer == Rsvp.WAITING,
            _rows.c.offered_until.is_(None),
        )
        return self._session.scalar(waits.limit(1)) is not None

    def waiting(self, event_id: int) -> list[Attendance]:
        """Those who wait and whom no seat is offered, in their order."""
        return [each for each in self.of(event_id, Rsvp.WAITING) if each.offered_until is None]

    def lapsed(self, now: datetime, most: int) -> list[Attendance]:
        """Those whose offered seat was not taken in time, in the order of the offers."""
        rows = self._session.execute(
            select(*_ATTENDANCE)
            .where(_rows.c.offered_until <= now)
            .order_by(_rows.c.offered_until, _rows.c.id)
            .limit(most)
        )
        return [Attendance(*row) for row in rows]

    def queued(self, now: datetime) -> Sequence[int]:
        """The events to come in which somebody waits for an offer."""
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

    def names(self, event_id: int, community_id: int, most: int) -> list[str]:
        """Names of those who come and whom the community's directory shows, in their order.

        Whoever is under 18, or did not say, is not shown.
        """
        visible = exists().where(
            Consent.member_id == Member.id,
            Consent.community_id == community_id,
            Consent.purpose == DIRECTORY,
            Consent.withdrawn_at.is_(None),
        )
        rows = self._session.scalars(
            select(Member.name)
            .join(_rows, _rows.c.member_id == Member.id)
            .where(
                _rows.c.event_id == event_id,
                _rows.c.answer == Rsvp.GOING,
                Member.adult == true(),
                visible,
            )
            .order_by(*_QUEUE)
            .limit(most)
        )
        return list(rows)

    # Looking back

    def figures(self, community_id: int, since: datetime, until: datetime) -> Figures:
        """What became of a community's events that began between two moments."""
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
        """How many members came to an event here for the first time between two moments."""
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

    # When people link, leave or go

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's answers with what they were to; the guests whom they named."""
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
        for row in self._session.execute(mine):
            yield "attendances", dict(row._mapping)  # noqa: SLF001 - its public name
        brought = _guests.c.attendance_id.in_(
            select(_rows.c.id).where(_rows.c.member_id == whom.member_id)
        )
        yield from held(self._session, GuestRow, brought, without=("event_id", "attendance_id"))

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members turn out to be one: to each event the later answer counts, with its guests.

        Where both said yes, they keep the seat that one of them has, or the better place to wait.
        That somebody came without an answer takes none away.
        To be called before the member `gone_id` is deleted.
        """
        both = [
            Attendance(*row)
            for row in self._session.execute(
                select(*_ATTENDANCE)
                .where(_rows.c.member_id.in_([kept_id, gone_id]))
                .order_by(*_QUEUE)
            )
        ]
        latest: dict[int, Attendance] = {}
        for each in both:
            before = latest.get(each.event_id)
            if before is None:
                latest[each.event_id] = each
                continue
            stays, goes = _of_one(before, each)
            latest[each.event_id] = stays
            came = stays.came_at or goes.came_at
            self._forget([goes.id])
            self._set(stays.id, came_at=came, reply=stays.reply or goes.reply)
        self._session.execute(
            update(_rows).where(_rows.c.member_id == gone_id).values(member_id=kept_id)
        )
        self._show(latest)

    def leave(self, member_id: int, community_id: int, now: datetime) -> None:
        """A member leaves a community: their answers to its events to come are taken back."""
        self._take_back(member_id, now, _events.c.community_id == community_id)

    def erase(self, member_id: int) -> None:
        """Forget a person: where they came, somebody came; no other answer is left.

        The moments of what is left are the event's own; the names of their guests go. The events'
        cards follow, and whoever waits for a seat gets it
        (`handlers/events/sign_up/place_offers.py`).
        """
        mine = _rows.c.member_id == member_id
        unseen = self._session.execute(
            select(_rows.c.id, _rows.c.event_id).where(mine, _rows.c.came_at.is_(None))
        ).all()
        self._forget([row.id for row in unseen])
        self._forget_guests(select(_rows.c.id).where(mine))
        begins = select(_events.c.starts_at).where(_events.c.id == _rows.c.event_id)
        untied = self._session.execute(
            update(_rows)
            .where(mine)
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
        self._forget([row.id for row in rows])
        self._show(row.event_id for row in rows)

    def _forget(self, attendance_ids: Collection[int]) -> None:
        self._session.execute(delete(_guests).where(_guests.c.attendance_id.in_(attendance_ids)))
        self._session.execute(delete(_rows).where(_rows.c.id.in_(attendance_ids)))

    def _show(self, event_ids: Iterable[int]) -> None:
        """Show these events anew: whoever links, leaves or erases need not know their cards."""
        cards = Cards(self._session)
        for event_id in sorted(set(event_ids)):
            cards.refresh("event", event_id)


def _added(rows: Sequence[tuple[int, ...]]) -> Figures:
    """The figures of several events in one: each row is held, noted, signed up, came, missed."""
    held, noted, signed_up, came, missed = map(sum, zip(*rows, strict=True)) if rows else [0] * 5
    return Figures(held, noted, signed_up, came, missed)
