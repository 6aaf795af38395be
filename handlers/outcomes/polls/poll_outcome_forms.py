"""“And now?”: gardeners say what comes of a closed poll, and by when."""

from datetime import date
from typing import Annotated

from bot.core import Answer, Card, Context, Router, Where, asks, at_most
from bot.domain.outcomes import LONGEST_ACCOUNT
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role, Seat
from bot.references.outcomes import change_poll_outcome, poll_outcome_card, tell_poll_outcome
from handlers.outcomes import acts
from handlers.outcomes.outcome_news import news_content, replace_news
from handlers.outcomes.polls.poll_outcome_lookup import (
    NO_POLLS_TO_FOLLOW_UP,
    closed_poll_by_id,
    closed_poll_by_number,
    polls_to_follow_up,
    question_of_form,
)
from handlers.outcomes.polls.poll_outcome_words import news_of_poll_outcome, poll_outcome_page
from storage.outcomes import OutcomeState, PollOutcome, PollOutcomes, StepState
from storage.polls import Poll

router = Router()


@router.command(
    "outcome poll",
    fr="suite sondage",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=(
        "poll 7 | the workshop takes place | 10 December",
        "sondage 7 | l'atelier a lieu | 10 décembre",
    ),
    limit=PROPOSALS,
    trace=acts.TELL_THE_OUTCOME_OF_A_POLL,
)
def show_poll_outcome(
    ctx: Context,
    number: Annotated[
        int, asks("Which poll was it?", choices=polls_to_follow_up, nothing=NO_POLLS_TO_FOLLOW_UP)
    ],
    words: Annotated[str, at_most(LONGEST_ACCOUNT)] = "",
    day: date | None = None,
) -> Answer:
    """Say what comes of a poll that is closed, and by when; bare, it asks for the words."""
    poll = closed_poll_by_number(ctx, number)
    return _written(ctx, poll, words, day) if words.strip() else _outcome_answer(ctx, poll)


@router.button(tell_poll_outcome, who=Role.GARDENER, trace=acts.TELL_THE_OUTCOME_OF_A_POLL)
def start_poll_outcome(ctx: Context, poll_id: int) -> Answer:
    """Ask what comes of a poll, or show what was written so far."""
    return _outcome_answer(ctx, closed_poll_by_id(ctx, poll_id))


@router.button(change_poll_outcome, who=Role.GARDENER, trace=acts.TELL_THE_OUTCOME_OF_A_POLL)
def ask_other_words(ctx: Context, poll_id: int) -> Answer:
    """Ask for other words and another day."""
    return write_poll_outcome.ask(ctx, number=str(closed_poll_by_id(ctx, poll_id).number))


def _outcome_answer(ctx: Context, poll: Poll) -> Answer:
    outcome = ctx.store[PollOutcomes].of(poll.id)
    if outcome is None or not outcome.words:
        return write_poll_outcome.ask(ctx, number=str(poll.number))
    return poll_outcome_page(ctx, poll, outcome)


@router.form(
    "poll_outcome_words",
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.TELL_THE_OUTCOME_OF_A_POLL,
)
def write_poll_outcome(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks(
            "“{question}”: what comes of it? For example: the workshop takes place on Thursday "
            "the 10th.",
            question_of_form,
        ),
        at_most(LONGEST_ACCOUNT),
    ],
    day: Annotated[
        date | None, asks("By which day? That day I will ask whether it is done.")
    ] = None,
) -> Card:
    """Keep what comes of a poll; what was published follows."""
    return _written(ctx, closed_poll_by_number(ctx, number), words, day)


def _written(ctx: Context, poll: Poll, words: str, day: date | None) -> Card:
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    outcome.words, outcome.next_on = words, day
    outcome.step_state = StepState.NONE if day is None else StepState.OPEN
    _save(ctx, poll, outcome)
    return poll_outcome_page(ctx, poll, outcome)


def _save(ctx: Context, poll: Poll, outcome: PollOutcome) -> None:
    outcome.author_id = outcome.author_id or ctx.member.id
    if outcome.state != OutcomeState.PUBLISHED:
        outcome.state = OutcomeState.DRAFT
        return
    poll_outcome_card.refresh(ctx, outcome.id)
    content = news_content(*news_of_poll_outcome(ctx, poll, outcome))
    replace_news(ctx, outcome, content, Seat.TERRITORY)
