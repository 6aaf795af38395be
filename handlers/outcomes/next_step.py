"""The next step of an event: gardeners are asked on its day, until it is settled."""

from datetime import date
from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, Todo, asks, text
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.outcomes import (
    mark_step_done,
    mark_step_dropped,
    outcome_card,
    postpone_step,
    report_thing,
)
from handlers.outcomes import acts
from handlers.outcomes.next_step_words import check_card
from handlers.outcomes.words import step_text
from storage.events import Events
from storage.outcomes import Outcome, Outcomes, StepState

router = Router()


class NoNextStep(Refusal):
    """This next step no longer exists."""


@router.button(
    mark_step_done,
    of=report_thing,
    who=Role.GARDENER,
    trace=acts.SEE_TO_THE_NEXT_STEP_OF_AN_EVENT,
)
def settle_as_done(ctx: Context, event_id: int) -> Replace:
    """Note that the next step was done."""
    return _settle_step(ctx, event_id, StepState.DONE)


@router.button(
    mark_step_dropped,
    of=report_thing,
    who=Role.GARDENER,
    trace=acts.SEE_TO_THE_NEXT_STEP_OF_AN_EVENT,
)
def settle_as_dropped(ctx: Context, event_id: int) -> Replace:
    """Note that the next step was given up."""
    return _settle_step(ctx, event_id, StepState.DROPPED)


@router.button(
    postpone_step,
    of=report_thing,
    who=Role.GARDENER,
    trace=acts.SEE_TO_THE_NEXT_STEP_OF_AN_EVENT,
)
def ask_later(ctx: Context, event_id: int) -> Answer:
    """Ask for another day."""
    _outcome_with_step(ctx, event_id)
    shown = report_thing.present(ctx, event_id)
    return choose_other_day.ask(ctx, event=str(event_id), shown=str(shown))


@router.form("next_later", who=Role.GARDENER)
def choose_other_day(
    ctx: Context,
    event: int,
    shown: int,
    day: Annotated[date, asks("By which day? I will ask again that day.")],
) -> Card:
    """Postpone the question about the next step."""
    outcome = _outcome_with_step(ctx, event)
    report_thing.check(ctx, event, shown)
    outcome.next_on, outcome.step_state = day, StepState.OPEN
    outcome_card.refresh(ctx, outcome.id)
    confirmation = text("I will ask again on {day}: {step}", day=day, step=outcome.next_step)
    return Card(None, (confirmation,), ((mark_step_done.button(text("It is done"), event),),))


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


def _settle_step(ctx: Context, event_id: int, state: StepState) -> Replace:
    outcome = _outcome_with_step(ctx, event_id)
    outcome.step_state = state
    outcome_card.refresh(ctx, outcome.id)
    done = text("Noted as done: {step}", step=outcome.next_step)
    dropped = text("Noted as dropped: {step}", step=outcome.next_step)
    again = postpone_step.button(text("Not yet, after all"), event_id)
    return Replace(Card(None, (done if state is StepState.DONE else dropped,), ((again,),)))


def _outcome_with_step(ctx: Context, event_id: int) -> Outcome:
    """Return the outcome of an event of the community, if it has a next step."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    outcome = None if event is None else ctx.store[Outcomes].of(event.id)
    if outcome is None or not outcome.next_step:
        raise NoNextStep
    return outcome
