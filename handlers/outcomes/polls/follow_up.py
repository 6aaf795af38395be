"""Follow up the outcome of a poll: gardeners are asked on the day that they named."""

from datetime import date, timedelta
from typing import Annotated

from bot.core import Answer, Card, Context, JobContext, Replace, Router, Todo, asks, text
from bot.domain.outcomes import is_time_to_check
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.outcomes import (
    poll_outcome_card,
    poll_report_thing,
    postpone_poll_outcome,
    settle_poll_outcome,
)
from handlers.outcomes import acts
from handlers.outcomes.polls.poll_outcome_lookup import (
    closed_poll_by_id,
    closed_poll_by_number,
    told_outcome,
)
from handlers.outcomes.polls.poll_outcome_words import is_it_done, poll_outcome_title
from storage.outcomes import PollOutcomes, StepState

router = Router()

_DAY = timedelta(days=1)


class NoSuchState(Refusal):
    """Answer with one of the three buttons."""


def ask_about_poll_outcomes(ctx: JobContext) -> None:
    """Ask whether outcomes of polls were put into practice, once for each day that was named."""
    for each in ctx.store[PollOutcomes].due(ctx.now.date() + _DAY):
        outcome, there = each.outcome, ctx.within(each.poll.community_id)
        if is_time_to_check(outcome, ctx.now, there.zone):
            outcome.checked_for = outcome.next_on
            there.tell_gardeners(is_it_done(each.poll, outcome))


@router.button(
    settle_poll_outcome,
    of=poll_report_thing,
    who=Role.GARDENER,
    trace=acts.TELL_THE_OUTCOME_OF_A_POLL,
)
def settle_outcome(ctx: Context, poll_id: int, state: str) -> Replace:
    """Note that it was done, or dropped."""
    poll = closed_poll_by_id(ctx, poll_id)
    outcome = told_outcome(ctx, poll)
    if state not in (StepState.DONE, StepState.DROPPED):
        raise NoSuchState
    outcome.step_state = StepState(state)
    poll_outcome_card.refresh(ctx, outcome.id)
    dropped = text("Noted as dropped.")
    noted = text("Noted as done.") if outcome.step_state is StepState.DONE else dropped
    again = postpone_poll_outcome.button(text("Not yet, after all"), poll.id)
    return Replace(Card(poll_outcome_title(poll), (noted,), ((again,),)))


@router.button(
    postpone_poll_outcome,
    of=poll_report_thing,
    who=Role.GARDENER,
    trace=acts.TELL_THE_OUTCOME_OF_A_POLL,
)
def ask_other_day(ctx: Context, poll_id: int) -> Answer:
    """Ask for another day."""
    poll = closed_poll_by_id(ctx, poll_id)
    told_outcome(ctx, poll)
    shown = poll_report_thing.present(ctx, poll.id)
    return postpone_to_day.ask(ctx, number=str(poll.number), shown=str(shown))


@router.form("poll_outcome_day", who=Role.GARDENER, trace=acts.TELL_THE_OUTCOME_OF_A_POLL)
def postpone_to_day(
    ctx: Context,
    number: int,
    shown: int,
    day: Annotated[date, asks("By which day? I will ask again that day.")],
) -> Card:
    """Postpone the question."""
    poll = closed_poll_by_number(ctx, number)
    outcome = told_outcome(ctx, poll)
    poll_report_thing.check(ctx, poll.id, shown)
    outcome.next_on, outcome.step_state = day, StepState.OPEN
    poll_outcome_card.refresh(ctx, outcome.id)
    noted = text("I will ask again on {day}.", day=day)
    done = settle_poll_outcome.button(text("It is done"), poll.id, StepState.DONE.value)
    return Card(poll_outcome_title(poll), (noted,), ((done,),))


@router.todo
def poll_outcomes_to_check(ctx: Context) -> list[Todo]:
    """Outcomes of polls whose day has come."""
    return [
        Todo(
            text("Is it done? {title}", title=poll_outcome_title(each.poll)),
            is_it_done(each.poll, each.outcome).buttons[0],
        )
        for each in ctx.store[PollOutcomes].due(ctx.today, ctx.community.id)
    ]
