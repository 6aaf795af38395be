"""The next step of an event: gardeners are asked on its day, until it is settled."""

from datetime import date
from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, Todo, asks, text
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.outcomes import mark_step_done, mark_step_dropped, outcome_card, postpone_step
from handlers.outcomes import acts
from handlers.outcomes.next_step_words import check_card
from handlers.outcomes.words import step_text
from storage.events import Events
from storage.outcomes import Outcome, Outcomes, StepState

router = Router()


class NoNextStep(Refusal):
    """This next step no longer exists."""


@router.button(mark_step_done, who=Role.GARDENER, trace=acts.SEE_TO_THE_NEXT_STEP_OF_AN_EVENT)
def settle_as_done(ctx: Context, outcome_id: int) -> Replace:
    """Note that the next step was done."""
    return _settle_step(ctx, outcome_id, StepState.DONE)


@router.button(mark_step_dropped, who=Role.GARDENER, trace=acts.SEE_TO_THE_NEXT_STEP_OF_AN_EVENT)
def settle_as_dropped(ctx: Context, outcome_id: int) -> Replace:
    """Note that the next step was given up."""
    return _settle_step(ctx, outcome_id, StepState.DROPPED)


@router.button(postpone_step, who=Role.GARDENER, trace=acts.SEE_TO_THE_NEXT_STEP_OF_AN_EVENT)
def ask_later(ctx: Context, outcome_id: int) -> Answer:
    """Ask for another day."""
    return choose_other_day.ask(ctx, key=str(_outcome_with_step(ctx, outcome_id).id))


@router.form("next_later", who=Role.GARDENER)
def choose_other_day(
    ctx: Context,
    key: int,
    day: Annotated[date, asks("By which day? I will ask again that day.")],
) -> Card:
    """Postpone the question about the next step."""
    outcome = _outcome_with_step(ctx, key)
    outcome.next_on, outcome.step_state = day, StepState.OPEN
    outcome_card.refresh(ctx, outcome.id)
    confirmation = text("I will ask again on {day}: {step}", day=day, step=outcome.next_step)
    return Card(None, (confirmation,), ((mark_step_done.button(text("It is done"), outcome.id),),))


@router.todo
def steps_to_check(ctx: Context) -> list[Todo]:
    """Next steps whose day has come."""
    return [
        Todo(
            text(
                "Next step of event {number}: {step}. Is it done?",
                number=each.event.number,
                step=step_text(each.outcome),
            ),
            check_card(each.event, each.outcome).buttons[0],
        )
        for each in ctx.store[Outcomes].due_steps(ctx.today, ctx.community.id)
    ]


def _settle_step(ctx: Context, outcome_id: int, state: StepState) -> Replace:
    outcome = _outcome_with_step(ctx, outcome_id)
    outcome.step_state = state
    outcome_card.refresh(ctx, outcome.id)
    done = text("Noted as done: {step}", step=outcome.next_step)
    dropped = text("Noted as dropped: {step}", step=outcome.next_step)
    again = postpone_step.button(text("Not yet, after all"), outcome.id)
    return Replace(Card(None, (done if state is StepState.DONE else dropped,), ((again,),)))


def _outcome_with_step(ctx: Context, outcome_id: int) -> Outcome:
    """Return the outcome with this next step, if it belongs to the community."""
    outcome = ctx.store[Outcomes].get(outcome_id)
    known = outcome is not None and ctx.store[Events].find(ctx.community.id, outcome.event_id)
    if outcome is None or not known or not outcome.next_step:
        raise NoNextStep
    return outcome
