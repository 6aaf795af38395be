"""Outcomes of events and polls with a next step until it is settled, and feedback on events."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    delete,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.events.notices import Mark
from bot.domain.events.rules import LENGTH, EventState, Rsvp
from storage.base import Base, Choice, table
from storage.events import AttendanceRow, Event, EventRow, Events
from storage.folder import Folder
from storage.outbound import report_change
from storage.ownership import Held, Whom, not_told, owned_by_member
from storage.polls import Poll, PollRow, Polls
from storage.repository import Repository
from storage.retention import kept_for
from storage.revisions import Revised

NAMED_FOR = timedelta(days=60)
"""The time for which the author of a feedback is known."""


class OutcomeState(StrEnum):
    """Its state: asked for, being written, seen by all, or nothing is to be told."""

    ASKED = "asked"
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class StepState(StrEnum):
    """The state of the next step; none without a step."""

    NONE = ""
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Outcome(Base):
    """The outcome of one event.

    The participants are asked one after the other: `asked_up_to` is the last attendance that was,
    None before any was, and `all_asked` says that nobody is left. `checked_for` is the day of the
    next step for which gardeners were asked about it.
    """

    __revised__ = Revised(
        "report",
        by=("event_id", "words", "decisions", "next_step", "next_on", "step_state"),
        apart=(
            *("id", "author_id", "state", "checked_for", "news_id", "asked_up_to"),
            *("all_asked", "created_at", "published_at"),
        ),
        key="event_id",
    )
    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), unique=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="outcomes"),
    )
    state: Mapped[OutcomeState] = mapped_column(Choice(OutcomeState))
    words: Mapped[str]
    decisions: Mapped[str]
    next_step: Mapped[str]
    next_on: Mapped[date | None] = mapped_column(index=True)
    step_state: Mapped[StepState] = mapped_column(Choice(StepState))
    checked_for: Mapped[date | None]
    news_id: Mapped[int | None] = mapped_column(ForeignKey("news.id"), index=True)
    asked_up_to: Mapped[int | None] = mapped_column(info=not_told())
    all_asked: Mapped[bool] = mapped_column(info=not_told())
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    @property
    def is_told(self) -> bool:
        """True if the outcome of the event was written down."""
        return bool(self.words)


@dataclass(frozen=True, slots=True)
class Settled:
    """An outcome with its event."""

    outcome: Outcome
    event: Event


_events = table(EventRow)
_outcomes = table(Outcome)


class Outcomes(Repository):
    """The outcomes of all events."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        super().__init__(session, folder)
        self._events = Events(session)

    def begin(self, event_id: int, at: datetime) -> Outcome:
        """The outcome of an event, made empty if there is none.

        Nobody else writes it until this unit of work ends.
        """
        self._events.hold(event_id)
        found = self.of(event_id)
        if found is not None:
            return found
        return self._added(
            Outcome(
                event_id=event_id,
                state=OutcomeState.ASKED,
                words="",
                decisions="",
                next_step="",
                step_state=StepState.NONE,
                all_asked=False,
                created_at=at,
            )
        )

    def of(self, event_id: int) -> Outcome | None:
        """The outcome of an event."""
        return self._session.scalar(
            select(Outcome)
            .where(Outcome.event_id == event_id)
            .execution_options(populate_existing=True)
        )

    def get(self, outcome_id: int) -> Outcome | None:
        """The outcome with this id."""
        return self._session.get(Outcome, outcome_id, populate_existing=True)

    def told_by(self, news_ids: Collection[int]) -> set[int]:
        """Ids of those of these news that tell an outcome."""
        found = self._session.scalars(
            select(_outcomes.c.news_id).where(_outcomes.c.news_id.in_(news_ids))
        )
        return {each for each in found if each is not None}

    def over_since(self, since: datetime, now: datetime) -> list[Event]:
        """The events that took place and ended in a time, and of which not all were asked yet.

        What comes of the events of a group is its own matter.
        """
        ended = _events.c.ends_at.between(since, now)
        unsaid = _events.c.ends_at.is_(None) & _events.c.starts_at.between(
            since - LENGTH, now - LENGTH
        )
        ids = self._session.scalars(
            select(_events.c.id)
            .outerjoin(_outcomes, _outcomes.c.event_id == _events.c.id)
            .where(
                _events.c.state == EventState.PUBLISHED,
                _events.c.group_id.is_(None),
                ended | unsaid,
                _outcomes.c.id.is_(None) | _outcomes.c.all_asked.is_(False),
            )
        ).all()
        return self._events.these(ids)

    def untold(self, community_id: int, most: int | None = None) -> list[Settled]:
        """The events of a community of which nobody told yet what came of them."""
        states = [OutcomeState.ASKED, OutcomeState.DRAFT]
        return self._matching(
            _events.c.community_id == community_id, Outcome.state.in_(states), most=most
        )

    def due_steps(
        self, day: date, community_id: int | None = None, most: int | None = None
    ) -> list[Settled]:
        """The next steps that were for this day or before, and are not settled."""
        wanted = [
            Outcome.step_state == StepState.OPEN,
            Outcome.next_on <= day,
            Outcome.state == OutcomeState.PUBLISHED,
        ]
        if community_id is not None:
            wanted.append(_events.c.community_id == community_id)
        return self._matching(*wanted, most=most)

    def _matching(self, *which: object, most: int | None) -> list[Settled]:
        found = self._session.scalars(
            select(Outcome)
            .join(_events, _events.c.id == Outcome.event_id)
            .where(*which)  # type: ignore[arg-type]
            .order_by(Outcome.next_on, Outcome.id)
            .limit(most)
        ).all()
        events = {each.id: each for each in self._events.these([o.event_id for o in found])}
        return [Settled(each, events[each.event_id]) for each in found]

    # When people link or go

    def erase(self, member_id: int) -> None:
        """Forget the author, also where it is shown; unpublished parts go."""
        for outcome in self._session.scalars(
            select(Outcome).where(Outcome.author_id == member_id)
        ).all():
            outcome.author_id = None
            if outcome.state != OutcomeState.PUBLISHED:
                outcome.state = OutcomeState.ASKED
                outcome.words = outcome.decisions = outcome.next_step = ""
                outcome.step_state = StepState.NONE
                outcome.next_on = outcome.checked_for = None
            report_change(self._session, Outcome, [outcome.id])
        self._session.flush()


class PollOutcome(Base):
    """The outcome of one poll; `checked_for` is the day for which gardeners were asked about it."""

    __revised__ = Revised(
        "poll_report",
        by=("poll_id", "words", "next_on", "step_state"),
        apart=("id", "author_id", "state", "checked_for", "news_id", "created_at", "published_at"),
        key="poll_id",
    )
    __tablename__ = "poll_outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), unique=True)
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="poll_outcomes"),
    )
    state: Mapped[OutcomeState] = mapped_column(Choice(OutcomeState))
    words: Mapped[str]
    next_on: Mapped[date | None] = mapped_column(index=True)
    step_state: Mapped[StepState] = mapped_column(Choice(StepState))
    checked_for: Mapped[date | None]
    news_id: Mapped[int | None] = mapped_column(ForeignKey("news.id"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class DecidedPoll:
    """A closed poll with its outcome."""

    outcome: PollOutcome
    poll: Poll


_polls = table(PollRow)
_poll_outcomes = table(PollOutcome)


class PollOutcomes(Repository):
    """The outcomes of all polls."""

    def begin(self, poll_id: int, at: datetime) -> PollOutcome:
        """The outcome of a poll, made empty if there is none."""
        self._session.execute(select(_polls.c.id).where(_polls.c.id == poll_id).with_for_update())
        found = self.of(poll_id)
        if found is not None:
            return found
        return self._added(
            PollOutcome(
                poll_id=poll_id,
                state=OutcomeState.ASKED,
                words="",
                step_state=StepState.NONE,
                created_at=at,
            )
        )

    def of(self, poll_id: int) -> PollOutcome | None:
        """The outcome of a poll."""
        return self._session.scalar(
            select(PollOutcome)
            .where(PollOutcome.poll_id == poll_id)
            .execution_options(populate_existing=True)
        )

    def get(self, outcome_id: int) -> PollOutcome | None:
        """The outcome with this id."""
        return self._session.get(PollOutcome, outcome_id, populate_existing=True)

    def told_by(self, news_ids: Collection[int]) -> set[int]:
        """Ids of those of these news that tell the outcome of a poll."""
        found = self._session.scalars(
            select(_poll_outcomes.c.news_id).where(_poll_outcomes.c.news_id.in_(news_ids))
        )
        return {each for each in found if each is not None}

    def untold(self, community_id: int, most: int | None = None) -> list[DecidedPoll]:
        """The closed polls of a community whose outcome nobody has published yet."""
        states = [OutcomeState.ASKED, OutcomeState.DRAFT]
        return self._matching(
            _polls.c.community_id == community_id, PollOutcome.state.in_(states), most=most
        )

    def due(
        self, day: date, community_id: int | None = None, most: int | None = None
    ) -> list[DecidedPoll]:
        """The published outcomes that were for this day or before, and are not settled."""
        wanted = [
            PollOutcome.step_state == StepState.OPEN,
            PollOutcome.next_on <= day,
            PollOutcome.state == OutcomeState.PUBLISHED,
        ]
        if community_id is not None:
            wanted.append(_polls.c.community_id == community_id)
        return self._matching(*wanted, most=most)

    def _matching(self, *which: object, most: int | None) -> list[DecidedPoll]:
        found = self._session.scalars(
            select(PollOutcome)
            .join(_polls, _polls.c.id == PollOutcome.poll_id)
            .where(*which)  # type: ignore[arg-type]
            .order_by(PollOutcome.next_on, PollOutcome.id)
            .limit(most)
        ).all()
        polls = {
            each.id: each for each in Polls(self._session).these([each.poll_id for each in found])
        }
        return [DecidedPoll(each, polls[each.poll_id]) for each in found]

    def erase(self, member_id: int) -> None:
        """Forget who told it; words that nobody else has seen are deleted."""
        for outcome in self._session.scalars(
            select(PollOutcome).where(PollOutcome.author_id == member_id)
        ).all():
            outcome.author_id = None
            if outcome.state != OutcomeState.PUBLISHED:
                outcome.state, outcome.words = OutcomeState.ASKED, ""
                outcome.step_state = StepState.NONE
                outcome.next_on = outcome.checked_for = None
            report_change(self._session, PollOutcome, [outcome.id])
        self._session.flush()


class FeedbackRow(Base):
    """A person's feedback on an event; nobody's, once it cannot be changed any more."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("event_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="delete")
    )
    mark: Mapped[Mark] = mapped_column(Choice(Mark))
    words: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NAMED_FOR, then="untie"))


@dataclass(frozen=True, slots=True)
class Participant:
    """A participant, by the number of their attendance."""

    attendance_id: int
    member_id: int


_feedback = table(FeedbackRow)
_attendances = table(AttendanceRow)


class Feedback(Repository):
    """The feedback on all events."""

    # Participants

    def attended(self, event_id: int, *, after: int, most: int) -> list[Participant]:
        """Members who came, else those who were to come where nobody noted who did."""
        return self._values(
            Participant,
            select(_attendances.c.id.label("attendance_id"), _attendances.c.member_id)
            .where(
                _attendances.c.event_id == event_id,
                _attendances.c.id > after,
                _attendances.c.member_id.is_not(None),
                self._was_there(event_id),
            )
            .order_by(_attendances.c.id)
            .limit(most),
        )

    def was_there(self, event_id: int, member_id: int) -> bool:
        """True if a member was at an event, as far as is known."""
        found = select(_attendances.c.id).where(
            _attendances.c.event_id == event_id,
            _attendances.c.member_id == member_id,
            self._was_there(event_id),
        )
        return self._session.scalar(found) is not None

    def _was_there(self, event_id: int) -> ColumnElement[bool]:
        noted = exists().where(
            AttendanceRow.event_id == event_id, AttendanceRow.came_at.is_not(None)
        )
        if self._session.scalar(select(noted)):
            return _attendances.c.came_at.is_not(None)
        return _attendances.c.answer == Rsvp.GOING

    # Their feedback

    def mine(self, event_id: int, member_id: int) -> FeedbackRow | None:
        """The feedback of a member on an event."""
        return self._session.scalar(
            select(FeedbackRow)
            .where(FeedbackRow.event_id == event_id, FeedbackRow.member_id == member_id)
            .execution_options(populate_existing=True)
        )

    def put(self, event_id: int, member_id: int, mark: Mark, at: datetime) -> None:
        """Replace a member's mark; their words stay."""
        found = self.mine(event_id, member_id)
        if found is None:
            self._session.add(
                FeedbackRow(
                    event_id=event_id, member_id=member_id, mark=mark, words="", given_at=at
                )
            )
        else:
            found.mark = mark
        self._session.flush()

    def take_back(self, event_id: int, member_id: int) -> None:
        """Forget what a member thought of an event."""
        self._session.execute(
            delete(FeedbackRow).where(
                FeedbackRow.event_id == event_id, FeedbackRow.member_id == member_id
            )
        )

    def counts(self, event_id: int) -> dict[str, int]:
        """The number of answers for each mark."""
        rows = self._session.execute(
            select(_feedback.c.mark, func.count().label("people"))
            .where(_feedback.c.event_id == event_id)
            .group_by(_feedback.c.mark)
        )
        return {row.mark: row.people for row in rows}

    def words(self, event_id: int, most: int) -> Sequence[str]:
        """The words of all, in an order that tells nothing of their authors."""
        return self._session.scalars(
            select(_feedback.c.words)
            .where(_feedback.c.event_id == event_id, _feedback.c.words != "")
            .order_by(_feedback.c.words)
            .limit(most)
        ).all()

    # When people link or go

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The feedback of a person, with its events."""
        own = (
            select(
                _events.c.community_id,
                _events.c.number,
                _events.c.title,
                _feedback.c.mark,
                _feedback.c.words,
                _feedback.c.given_at,
            )
            .join(_events, _events.c.id == _feedback.c.event_id)
            .where(_feedback.c.member_id == whom.member_id)
            .order_by(_feedback.c.id)
        )
        yield from self._held("feedback", own)


class FeedbackFigures(Repository):
    """Figures of the feedback on the events of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> dict[Mark, int]:
        """The number of answers for each mark between two moments, on all events together."""
        rows = self._session.execute(
            select(_feedback.c.mark, func.count().label("people"))
            .join(_events, _events.c.id == _feedback.c.event_id)
            .where(
                _events.c.community_id == community_id,
                _feedback.c.given_at >= since,
                _feedback.c.given_at < until,
            )
            .group_by(_feedback.c.mark)
        )
        return {row.mark: row.people for row in rows}
