"""Announcements, each occurrence of them, and whom a gardener told something alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ForeignKey, UniqueConstraint, delete, exists, false, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.announcements import (
    ALONE_COUNTS,
    AnnouncementState,
    AnnouncementStatus,
    Progress,
    RunState,
)
from bot.domain.circles import Audience
from bot.domain.digest.approvals import Approval
from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Hand, Seat
from storage.base import Base, Choice, table
from storage.communities import Room, RoomKind, hold
from storage.outbound import UNSETTLED, DeliveryState, Mailings, RoomDeliveries
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import Revised

_OPEN = [AnnouncementState.DRAFT, AnnouncementState.SUBMITTED, AnnouncementState.PLANNED]


class Announcement(Base):
    """An announcement under its community's number.

    `rule` says when: empty for at once, else the text of a `Rule`.
    """

    __revised__ = Revised(
        "announcement",
        by=("words", "to_people", "to_rooms", "to_channels", "chosen", "rule"),
        apart=(
            *("id", "community_id", "number", "state", "submitted_by", "submitted_seat"),
            *("submitted_hand", "approved_by", "approved_seat", "approved_hand", "created_at"),
            "neutral",
        ),
    )
    __tablename__ = "announcements"
    __table_args__ = (UniqueConstraint("community_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    words: Mapped[str]
    to_people: Mapped[bool]
    to_rooms: Mapped[bool]
    to_channels: Mapped[bool]
    chosen: Mapped[dict[str, Any]]
    """The audience among people, as an `Audience` is stored."""
    rule: Mapped[str]
    state: Mapped[AnnouncementState] = mapped_column(Choice(AnnouncementState))
    submitted_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    submitted_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    submitted_hand: Mapped[Hand] = mapped_column(Choice(Hand))
    approved_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    approved_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    approved_hand: Mapped[Hand] = mapped_column(Choice(Hand))
    created_at: Mapped[datetime]
    neutral: Mapped[bool] = mapped_column(default=False, server_default=false(), info=not_told())
    """True if it was checked as neutral since it was submitted (pre-election period)."""

    @property
    def audience(self) -> Audience:
        """Its recipients among people."""
        return Audience(**self.chosen)

    @property
    def status(self) -> AnnouncementStatus:
        """Its state, as the rules take it."""
        return AnnouncementStatus(
            self.state,
            _approval(self.submitted_seat, self.submitted_by, self.submitted_hand),
            _approval(self.approved_seat, self.approved_by, self.approved_hand),
        )


class Announcements(Repository):
    """The announcements of all communities."""

    def add(self, community_id: int, words: str, at: datetime, **values: Any) -> Announcement:  # noqa: ANN401 - the columns of an announcement
        """Keep a draft under the community's next number."""
        hold(self._session, community_id)
        last = self._session.scalar(
            select(func.max(Announcement.number)).where(Announcement.community_id == community_id)
        )
        made = Announcement(
            community_id=community_id,
            number=(last or 0) + 1,
            words=words,
            state=AnnouncementState.DRAFT,
            submitted_hand=Hand.HOLDER,
            approved_hand=Hand.HOLDER,
            created_at=at,
            **values,
        )
        self._session.add(made)
        self._session.flush()
        return made

    def get(self, announcement_id: int) -> Announcement | None:
        """The announcement with this id."""
        return self._session.get(Announcement, announcement_id)

    def numbered(self, community_id: int, number: int) -> Announcement | None:
        """The announcement with this number in a community."""
        return self._session.scalar(
            select(Announcement).where(
                Announcement.community_id == community_id, Announcement.number == number
            )
        )

    def open(self, community_id: int) -> Sequence[Announcement]:
        """Drafts, and those that wait for an approval or for their time."""
        return self._session.scalars(
            select(Announcement)
            .where(Announcement.community_id == community_id, Announcement.state.in_(_OPEN))
            .order_by(Announcement.id)
        ).all()

    def submitted(self, community_id: int, most: int) -> Sequence[Announcement]:
        """Those that wait for an approval, the oldest first."""
        return self._session.scalars(
            select(Announcement)
            .where(
                Announcement.community_id == community_id,
                Announcement.state == AnnouncementState.SUBMITTED,
            )
            .order_by(Announcement.id)
            .limit(most)
        ).all()

    def become(self, announcement: Announcement, status: AnnouncementStatus) -> None:
        """Save the new status of an announcement."""
        given, second = status.submitted, status.approved
        announcement.state = status.state
        announcement.submitted_by = None if given is None else given.member_id
        announcement.submitted_seat = None if given is None else given.seat
        announcement.submitted_hand = Hand.HOLDER if given is None else given.hand
        announcement.approved_by = None if second is None else second.member_id
        announcement.approved_seat = None if second is None else second.seat
        announcement.approved_hand = Hand.HOLDER if second is None else second.hand
        self._session.flush()

    def remove(self, announcement: Announcement) -> None:
        """Delete a draft that never went out."""
        self._session.delete(announcement)
        self._session.flush()

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The announcements that a person submitted or approved, without the other's part."""
        steps = ("submitted", "approved")
        for step, other in zip(steps, steps[::-1], strict=True):
            own = table(Announcement).c[f"{step}_by"] == whom.member_id
            left_out = [f"{other}_seat", f"{other}_hand"]
            yield from held(self._session, Announcement, own, without=left_out)

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Merge two members; their common announcements need another second approval."""
        ids = (kept_id, gone_id)
        both = (Announcement.submitted_by.in_(ids), Announcement.approved_by.in_(ids))
        planned = Announcement.state == AnnouncementState.PLANNED
        for each in self._session.scalars(select(Announcement).where(planned, *both)).all():
            self.become(each, each.status.ask_again())


def _approval(seat: Seat | None, member_id: int | None, hand: Hand) -> Approval | None:
    return None if seat is None else Approval(seat, member_id, hand)


@dataclass(frozen=True, slots=True)
class RoomPost:
    """The message to one room, as it was counted last; it is kept as JSON."""

    delivery: int
    network: str
    kind: str
    state: str | None = DeliveryState.WAITING
    """None if it was dropped before it left."""

    @classmethod
    def to(cls, room: Room, delivery: int) -> Self:
        """Make the entry of a message that waits for a room."""
        return cls(delivery, room.address.partition(":")[0], RoomKind(room.kind).value)

    @property
    def waits(self) -> bool:
        """True if it may still arrive."""
        return self.state in UNSETTLED

    def counted(self, states: dict[int, DeliveryState]) -> Self:
        """Copy with the present state; a final state outlives the delivery's row."""
        gone = None if self.waits else self.state
        state = states.get(self.delivery)
        return replace(self, state=gone if state is None else state.value)


class AnnouncementRun(Base):
    """One occurrence of an announcement; the counts are those of its end."""

    __tablename__ = "announcement_runs"
    __table_args__ = (UniqueConstraint("announcement_id", "due_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"))
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"), index=True)
    """The mailing to people; None if it went to rooms alone."""
    due_at: Mapped[datetime]
    state: Mapped[RunState] = mapped_column(Choice(RunState), index=True)
    people: Mapped[int]
    rooms: Mapped[int]
    room_posts: Mapped[list[Any] | None]
    """A `RoomPost` for each room; None for occurrences older than this column."""
    delivered: Mapped[int]
    uncertain: Mapped[int]
    failed: Mapped[int]
    waiting: Mapped[int]
    """Messages to people and rooms that may still arrive."""
    ended_at: Mapped[datetime | None]

    @property
    def progress(self) -> Progress:
        """Progress at the last count."""
        waiting = self.waiting - sum(each.waits for each in self.posts)
        return Progress(self.people, self.delivered, self.uncertain, self.failed, waiting)

    @property
    def posts(self) -> Sequence[RoomPost]:
        """Results in its rooms at the last count."""
        return [RoomPost(**each) for each in self.room_posts or ()]


class AnnouncementRuns(Repository):
    """The occurrences of all announcements."""

    def begin(
        self, announcement: Announcement, due_at: datetime, *, people: int, rooms: int
    ) -> AnnouncementRun:
        """Add an occurrence that begins."""
        run = AnnouncementRun(
            announcement_id=announcement.id,
            due_at=due_at,
            state=RunState.GOING,
            people=people,
            rooms=rooms,
            delivered=0,
            uncertain=0,
            failed=0,
            waiting=people,
        )
        self._session.add(run)
        self._session.flush()
        return run

    def post(self, run: AnnouncementRun, posts: Sequence[RoomPost]) -> None:
        """Attach messages to rooms to an occurrence."""
        run.room_posts = [asdict(each) for each in posts]
        run.waiting += len(posts)
        self._session.flush()

    def get(self, run_id: int) -> AnnouncementRun | None:
        """The occurrence with this id."""
        return self._session.get(AnnouncementRun, run_id)

    def announcement_of(self, run: AnnouncementRun) -> Announcement:
        """The announcement of an occurrence."""
        return self._session.get_one(Announcement, run.announcement_id)

    def under_way(self, community_id: int | None = None) -> Sequence[AnnouncementRun]:
        """Occurrences that are not over, of one community or of all."""
        going = AnnouncementRun.state.in_([RunState.GOING, RunState.PAUSED])
        asked = select(AnnouncementRun).where(going).order_by(AnnouncementRun.id)
        if community_id is not None:
            here = Announcement.community_id == community_id
            asked = asked.join(
                Announcement, Announcement.id == AnnouncementRun.announcement_id
            ).where(here)
        return self._session.scalars(asked).all()

    def ending(self) -> Sequence[AnnouncementRun]:
        """Stopped occurrences with messages on their way, whose result is not known yet."""
        stopped = AnnouncementRun.state == RunState.STOPPED
        return self._session.scalars(
            select(AnnouncementRun)
            .where(stopped, AnnouncementRun.waiting > 0)
            .order_by(AnnouncementRun.id)
        ).all()

    def of(self, announcement: Announcement) -> Sequence[AnnouncementRun]:
        """All occurrences of an announcement, the latest first."""
        return self._session.scalars(
            select(AnnouncementRun)
            .where(AnnouncementRun.announcement_id == announcement.id)
            .order_by(AnnouncementRun.id.desc())
        ).all()

    def have_begun(self, announcement: Announcement) -> bool:
        """True if it went out at least once."""
        any_run = exists().where(AnnouncementRun.announcement_id == announcement.id)
        return bool(self._session.scalar(select(any_run)))

    def count(self, run: AnnouncementRun) -> bool:
        """Update the counts of an occurrence; True if they changed."""
        before = run.progress, run.posts
        self._hold_posts(run)
        states = RoomDeliveries(self._session).states(_unfinished_ids(run))
        posts = [each.counted(states) for each in run.posts]
        if posts != run.posts:
            run.room_posts = [asdict(each) for each in posts]
        waiting = self._count_people(run, run.mailing_id)
        run.waiting = waiting + sum(each.waits for each in posts)
        self._session.flush()
        return (run.progress, run.posts) != before

    def _count_people(self, run: AnnouncementRun, mailing_id: int | None) -> int:
        """Count messages to people by state; returns how many may still arrive."""
        if mailing_id is None:
            return 0
        mailings = Mailings(self._session)
        states = mailings.states(mailing_id)
        run.delivered = states.get(DeliveryState.SENT, 0)
        run.uncertain = states.get(DeliveryState.UNCERTAIN, 0)
        run.failed = states.get(DeliveryState.FAILED, 0)
        waiting = sum(states.get(each, 0) for each in UNSETTLED)
        if mailings.get(mailing_id).done:
            return waiting
        return max(waiting, run.people - run.delivered - run.uncertain - run.failed)

    def _hold_posts(self, run: AnnouncementRun) -> None:
        """Pause or drop messages that a busy network sent back to the queue."""
        if run.state is RunState.PAUSED:
            RoomDeliveries(self._session).pause(_unfinished_ids(run))
        elif run.state is RunState.STOPPED:
            RoomDeliveries(self._session).drop(_unfinished_ids(run))

    def pause(self, run: AnnouncementRun, at: datetime) -> None:
        """Hold back unsent messages."""
        run.state = RunState.PAUSED
        self._hold_posts(run)
        if run.mailing_id is not None:
            Mailings(self._session).pause(run.mailing_id, at)
        self._session.flush()

    def resume(self, run: AnnouncementRun) -> None:
        """Release the messages that were held back."""
        run.state = RunState.GOING
        RoomDeliveries(self._session).resume(_unfinished_ids(run))
        if run.mailing_id is not None:
            Mailings(self._session).resume(run.mailing_id)
        self._session.flush()

    def end(self, run: AnnouncementRun, state: RunState, at: datetime) -> None:
        """Mark an occurrence as over; messages still waiting in a stopped one are dropped."""
        if state is RunState.STOPPED and run.mailing_id is not None:
            Mailings(self._session).stop(run.mailing_id, at)
        run.state, run.ended_at = state, at
        self.count(run)


def _unfinished_ids(run: AnnouncementRun) -> list[int]:
    """Ids of an occurrence's deliveries to rooms that may still change."""
    return [each.delivery for each in run.posts if each.waits]


class ToldRow(Base):
    """A person, or the people of a room, whom an occurrence went to without a second approval."""

    __tablename__ = "announcements_told"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("announcement_runs.id"), index=True)
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    teller_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie"),
    )
    """The person; None for a room, and for a person who was erased since."""
    place: Mapped[str] = mapped_column(info=not_told())
    """The address of the room, or of the group around a topic; empty for a person."""
    people: Mapped[int]


@dataclass(frozen=True, slots=True)
class Told:
    """People and rooms whom a seat told something alone in the last days, each once."""

    members: Collection[int] = ()
    erased: int = 0
    """The number of people who were erased since."""
    places: Mapping[str, int] = field(default_factory=dict)
    """Numbers of people by room."""


_told, _runs, _announcements = table(ToldRow), table(AnnouncementRun), table(Announcement)


class ToldPeople(Repository):
    """The people and rooms whom gardeners told something alone."""

    covers = (ToldRow,)

    def add(self, run: AnnouncementRun, by: Announcement, told: Told) -> None:
        """Note whom an occurrence goes to without a second approval."""
        if by.submitted_seat is None:
            return
        told_rows = [
            *((each, "", 1) for each in told.members),
            *((None, place, size) for place, size in told.places.items()),
        ]
        self._session.add_all(
            ToldRow(
                run_id=run.id,
                seat=by.submitted_seat,
                teller_id=by.submitted_by,
                member_id=member_id,
                place=place,
                people=people,
            )
            for member_id, place, people in told_rows
        )
        self._session.flush()

    def since(self, community_id: int, seat: Seat, teller_id: int | None, now: datetime) -> Told:
        """People and rooms told by this seat or this person alone in the last days.

        An occurrence counts until so long after its end: until then it may still arrive.
        """
        recent = or_(_runs.c.ended_at.is_(None), _runs.c.ended_at > now - ALONE_COUNTS)
        rows = self._session.execute(
            select(_told.c.member_id, _told.c.place, _told.c.people)
            .join(_runs, _runs.c.id == _told.c.run_id)
            .join(_announcements, _announcements.c.id == _runs.c.announcement_id)
            .where(
                _announcements.c.community_id == community_id,
                or_(_told.c.seat == seat, _told.c.teller_id == teller_id),
                recent,
            )
        ).all()
        places: dict[str, int] = {}
        for row in rows:
            if row.place:
                places[row.place] = max(row.people, places.get(row.place, 0))
        people = [row.member_id for row in rows if not row.place]
        members = {each for each in people if each is not None}
        return Told(members, people.count(None), places)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Rows in which a person is the teller or the recipient."""
        for own in (_told.c.teller_id, _told.c.member_id):
            yield from held(self._session, ToldRow, own == whom.member_id)

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete what is not counted any more."""
        before = now - ALONE_COUNTS
        over = select(_runs.c.id).where(_runs.c.ended_at <= before)
        gone = self._session.execute(
            delete(_told).where(_told.c.run_id.in_(over)).returning(_told.c.id)
        ).all()
        yield Purged(_told.name, before, len(gone))
