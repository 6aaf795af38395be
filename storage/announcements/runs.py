"""Occurrences of announcements: each goes out once, as one mailing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.announcements.sendings import Progress, RunState
from storage.announcements.announcements import Announcement
from storage.base import Base, Choice
from storage.outbound import DeliveryState, Mailings
from storage.repository import Repository


class AnnouncementRun(Base):
    """One occurrence of an announcement; the counts are those of its end."""

    __tablename__ = "announcement_runs"
    __table_args__ = (UniqueConstraint("announcement_id", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"))
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"))
    """What goes to people; None if it went to rooms alone."""
    due_at: Mapped[datetime]
    state: Mapped[RunState] = mapped_column(Choice(RunState), index=True)
    people: Mapped[int]
    rooms: Mapped[int]
    delivered: Mapped[int]
    uncertain: Mapped[int]
    failed: Mapped[int]
    waiting: Mapped[int]
    ended_at: Mapped[datetime | None]

    @property
    def progress(self) -> Progress:
        """How far it came, as it was counted last."""
        return Progress(self.people, self.delivered, self.uncertain, self.failed, self.waiting)


class AnnouncementRuns(Repository):
    """The occurrences of all announcements."""

    def begin(
        self, announcement: Announcement, due_at: datetime, *, people: int, rooms: int
    ) -> AnnouncementRun:
        """Keep an occurrence that begins."""
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

    def get(self, run_id: int) -> AnnouncementRun | None:
        """The occurrence with this id."""
        return self._session.get(AnnouncementRun, run_id)

    def announcement_of(self, run: AnnouncementRun) -> Announcement:
        """What goes out."""
        return self._session.get_one(Announcement, run.announcement_id)

    def under_way(self, community_id: int | None = None) -> Sequence[AnnouncementRun]:
        """Those that are not over, of one community or of all."""
        going = AnnouncementRun.state.in_([RunState.GOING, RunState.PAUSED])
        asked = select(AnnouncementRun).where(going).order_by(AnnouncementRun.id)
        if community_id is not None:
            here = Announcement.community_id == community_id
            asked = asked.join(
                Announcement, Announcement.id == AnnouncementRun.announcement_id
            ).where(here)
        return self._session.scalars(asked).all()

    def ending(self) -> Sequence[AnnouncementRun]:
        """Those that were stopped while messages were on their way, whose fate is not known yet."""
        stopped = AnnouncementRun.state == RunState.STOPPED
        return self._session.scalars(
            select(AnnouncementRun)
            .where(stopped, AnnouncementRun.waiting > 0)
            .order_by(AnnouncementRun.id)
        ).all()

    def of(self, announcement: Announcement) -> Sequence[AnnouncementRun]:
        """All of an announcement, the last first."""
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
        """Count how far an occurrence came; True if this is news."""
        before = run.progress
        mailing_id = run.mailing_id
        if mailing_id is None:
            return False
        mailings = Mailings(self._session)
        states = mailings.states(mailing_id)
        run.delivered = states.get(DeliveryState.SENT, 0)
        run.uncertain = states.get(DeliveryState.UNCERTAIN, 0)
        run.failed = states.get(DeliveryState.FAILED, 0)
        pending = (DeliveryState.WAITING, DeliveryState.SENDING, DeliveryState.PAUSED)
        run.waiting = sum(states.get(each, 0) for each in pending)
        if not mailings.get(mailing_id).done:
            run.waiting = max(run.waiting, run.people - run.delivered - run.uncertain - run.failed)
        self._session.flush()
        return run.progress != before

    def pause(self, run: AnnouncementRun, at: datetime) -> None:
        """Hold back what has not left."""
        run.state = RunState.PAUSED
        if run.mailing_id is not None:
            Mailings(self._session).pause(run.mailing_id, at)
        self._session.flush()

    def resume(self, run: AnnouncementRun) -> None:
        """Go on."""
        run.state = RunState.GOING
        if run.mailing_id is not None:
            Mailings(self._session).resume(run.mailing_id)
        self._session.flush()

    def end(self, run: AnnouncementRun, state: RunState, at: datetime) -> None:
        """Mark that nothing more of it is sent; of a stopped one, what waits is dropped."""
        if state is RunState.STOPPED and run.mailing_id is not None:
            Mailings(self._session).stop(run.mailing_id, at)
        self.count(run)
        run.state, run.ended_at = state, at
        self._session.flush()
