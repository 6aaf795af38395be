"""Outcomes of polls as gardeners tell them, followed up on the day that they named."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Choice, table
from storage.outbound import report_change
from storage.outcomes.outcomes import OutcomeState, StepState
from storage.ownership import owned_by_member
from storage.polls import Poll, PollRow, Polls
from storage.repository import Repository
from storage.revisions import Revised


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
_outcomes = table(PollOutcome)


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
            select(_outcomes.c.news_id).where(_outcomes.c.news_id.in_(news_ids))
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
