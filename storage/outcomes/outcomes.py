"""Outcomes of events as gardeners report them, with a next step until it is settled."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.events.rules import LENGTH, EventState
from storage.base import Base, Choice, table
from storage.events import Event, EventRow, Events
from storage.folder import Folder
from storage.outbound import report_change
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository
from storage.revisions import Revised


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
