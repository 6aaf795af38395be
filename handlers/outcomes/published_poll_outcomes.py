"""Publish the outcome of a poll in answer to its result, read it there, and follow it up."""

from datetime import date, timedelta
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Todo,
    asks,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.events.notices import is_time_to_check
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from bot.references.outcomes import (
    close_poll_outcome,
    poll_outcome_card,
    poll_report_thing,
    postpone_poll_outcome,
    publish_poll_outcome,
    settle_poll_outcome,
    tell_poll_outcome,
)
from bot.references.polls import closed_poll_parts, poll_closings, result_card
from handlers.outcomes import acts
from handlers.outcomes.poll_reports import (
    closed_poll_by_id,
    closed_poll_by_number,
    news_of_poll_outcome,
    poll_check_card,
    poll_outcome_lines,
    poll_outcome_page,
    poll_outcome_title,
    written_outcome,
)
from handlers.outcomes.words import add_news
from handlers.polls import offered_events, outcome_sentence, poll_card_title
from storage.communities import RoomKind
from storage.outbound import Cards
from storage.outcomes import OutcomeState, PollOutcomes, StepState
from storage.polls import Poll, Polls

router = Router()

LONGEST_NAMED = 24
"""Length of a question on a button that has another one beside it, in characters."""
_DAY = timedelta(days=1)


class PollOutcomeTold(Refusal):
    """The outcome of the poll “{question}” is already published; you can change it."""


class NoSuchState(Refusal):
    """Answer with one of the three buttons."""


@router.contribution(poll_closings)
def ask_for_poll_outcome(ctx: JobContext, poll: Poll) -> None:
    """Ask gardeners for the outcome of a poll in which people voted."""
    result = outcome_sentence(ctx, poll)
    if result is None:
        return
    ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    lines = (
        result,
        text("And now? Say what comes of it, and by when: people will see that it was of use."),
    )
    events = offered_events(ctx, poll)
    ctx.tell_gardeners(Card(poll_card_title(poll), lines, (*events, _first_buttons(poll))))


def _first_buttons(poll: Poll, *, named: bool = False) -> tuple[Button, ...]:
    label = text("Say what comes of it")
    if named:
        question = shortened(poll.question, LONGEST_NAMED)
        label = text("What comes of “{question}”", question=question)
    return (
        tell_poll_outcome.button(label, poll.id),
        close_poll_outcome.button(text("Nothing to tell"), poll.id),
    )


@router.revised(poll_report_thing)
def show_poll_report_again(ctx: Context, poll_id: int) -> Card:
    """Show the outcome of a poll as written so far."""
    poll = closed_poll_by_id(ctx, poll_id)
    return poll_outcome_page(ctx, poll, ctx.store[PollOutcomes].begin(poll.id, ctx.now))


@router.button(
    publish_poll_outcome,
    of=poll_report_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.REPORT_POLL,
)
def publish_outcome_of_poll(ctx: Context, poll_id: int) -> Replace:
    """Post the outcome of a poll in answer to its result, and add it to the digest."""
    poll = closed_poll_by_id(ctx, poll_id)
    outcome = written_outcome(ctx, poll)
    if outcome.state == OutcomeState.PUBLISHED:
        raise PollOutcomeTold(question=poll.question)
    outcome.state, outcome.published_at = OutcomeState.PUBLISHED, ctx.now
    ctx.trace(number=poll.number)
    results = {
        each.room: each.message_id for each in ctx.store[Cards].living(result_card.name, poll.id)
    }
    for room in ctx.rooms(RoomKind.COMMUNITY):
        poll_outcome_card.post(ctx, room.address, outcome.id, reply_to=results.get(room.address))
    content = news_of_poll_outcome(ctx, poll, outcome)
    letter = add_news(ctx, outcome, content, Seat.TERRITORY)
    look = tell_poll_outcome.button(text("Look at it"), poll.id)
    done = text(
        "{name} told what comes of the poll “{question}”.",
        name=ctx.member.name,
        question=poll.question,
    )
    ctx.tell_other_gardeners(Card(None, (done,), ((look,),)))
    lines = (text("It is published in the rooms."), letter)
    return Replace(Card(poll_outcome_title(poll), lines, ((look,),)))


@router.button(close_poll_outcome, of=poll_report_thing, who=Role.GARDENER, trace=acts.REPORT_POLL)
def close_poll_without_outcome(ctx: Context, poll_id: int) -> Replace:
    poll = closed_poll_by_id(ctx, poll_id)
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    if outcome.state == OutcomeState.PUBLISHED:
        raise PollOutcomeTold(question=poll.question)
    outcome.state = OutcomeState.CLOSED
    noted = text("Nothing will be told about the poll “{question}”.", question=poll.question)
    again = tell_poll_outcome.button(text("Tell it after all"), poll.id)
    return Replace(Card(None, (noted,), ((again,),)))


@router.card(poll_outcome_card)
def draw_poll_outcome(ctx: JobContext, outcome_id: int) -> Card:
    outcome = ctx.store[PollOutcomes].get(outcome_id)
    if outcome is None:
        return Card(None, (text("This account no longer exists."),))
    poll = ctx.store[Polls].get(outcome.poll_id)
    number = Small(text("Poll {number}", number=poll.number))
    return Card(poll_outcome_title(poll), (*poll_outcome_lines(outcome), number))


@router.todo
def poll_outcomes_to_check(ctx: Context) -> list[Todo]:
    """Outcomes of polls whose day has come."""
    todos = []
    for each in ctx.store[PollOutcomes].due(ctx.today, ctx.community.id):
        line = text("Is it done? {title}", title=poll_outcome_title(each.poll))
        todos.append(Todo(line, poll_check_card(each.poll, each.outcome).buttons[0]))
    return todos


@router.todo
def polls_without_outcome(ctx: Context) -> list[Todo]:
    """Closed polls of which nobody has told yet what comes of them; among several, by question."""
    untold = [each.poll for each in ctx.store[PollOutcomes].untold(ctx.community.id)]
    todos = []
    for poll in untold:
        line = text("And now? {title}", title=poll_outcome_title(poll))
        todos.append(Todo(line, _first_buttons(poll, named=len(untold) > 1)))
    return todos


@router.contribution(closed_poll_parts)
def outcome_of_poll(ctx: Context, poll: Poll) -> tuple[list[Line], Buttons]:
    """The outcome of a closed poll; gardeners may tell it."""
    outcome = ctx.store[PollOutcomes].of(poll.id)
    is_told = outcome is not None and outcome.state == OutcomeState.PUBLISHED
    lines = poll_outcome_lines(outcome) if outcome is not None and is_told else []
    if ctx.role < Role.GARDENER or outcome is None:
        return lines, ()
    label = text("Change what comes of it") if is_told else text("Say what comes of it")
    return lines, ((tell_poll_outcome.button(label, poll.id),),)


def ask_about_poll_outcomes(ctx: JobContext) -> None:
    """Ask whether outcomes of polls were put into practice, once for each day that was named."""
    for each in ctx.store[PollOutcomes].due(ctx.now.date() + _DAY):
        outcome, there = each.outcome, ctx.within(each.poll.community_id)
        if is_time_to_check(outcome, ctx.now, there.zone):
            outcome.checked_for = outcome.next_on
            there.tell_gardeners(poll_check_card(each.poll, outcome))


@router.button(settle_poll_outcome, of=poll_report_thing, who=Role.GARDENER, trace=acts.REPORT_POLL)
def settle_outcome(ctx: Context, poll_id: int, state: str) -> Replace:
    poll = closed_poll_by_id(ctx, poll_id)
    outcome = written_outcome(ctx, poll)
    if state not in (StepState.DONE, StepState.DROPPED):
        raise NoSuchState
    outcome.step_state = StepState(state)
    poll_outcome_card.refresh(ctx, outcome.id)
    is_done = outcome.step_state is StepState.DONE
    noted = text("Noted as done.") if is_done else text("Noted as dropped.")
    again = postpone_poll_outcome.button(text("Not yet, after all"), poll.id)
    return Replace(Card(poll_outcome_title(poll), (noted,), ((again,),)))


@router.button(
    postpone_poll_outcome, of=poll_report_thing, who=Role.GARDENER, trace=acts.REPORT_POLL
)
def ask_other_day(ctx: Context, poll_id: int) -> Answer:
    poll = closed_poll_by_id(ctx, poll_id)
    written_outcome(ctx, poll)
    shown = poll_report_thing.present(ctx, poll.id)
    return postpone_to_day.ask(ctx, number=str(poll.number), shown=str(shown))


@router.form("poll_outcome_day", who=Role.GARDENER, trace=acts.REPORT_POLL)
def postpone_to_day(
    ctx: Context,
    number: int,
    shown: int,
    day: Annotated[date, asks("By which day? I will ask again that day.")],
) -> Card:
    poll = closed_poll_by_number(ctx, number)
    outcome = written_outcome(ctx, poll)
    poll_report_thing.check(ctx, poll.id, shown)
    outcome.next_on, outcome.step_state = day, StepState.OPEN
    poll_outcome_card.refresh(ctx, outcome.id)
    noted = text("I will ask again on {day}.", day=day)
    done = settle_poll_outcome.button(text("It is done"), poll.id, StepState.DONE.value)
    return Card(poll_outcome_title(poll), (noted,), ((done,),))
