"""Occurrences of announcements, each one mailing, and their results by room."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ForeignKey, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.announcements import Progress, RunState
from storage.announcements.announcements import Announcement
from storage.base import Base, Choice
from storage.communities import Room, RoomKind
from storage.outbound import UNSETTLED, DeliveryState, Mailings, RoomDeliveries
from storage.repository import Repository


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
