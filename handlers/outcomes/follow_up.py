"""The day after an event: reports and feedback are requested; the next step is followed up.

Feedback is a mark and a few words, read without names, with its figures.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Card,
    Context,
    JobContext,
    Replace,
    Router,
    Todo,
    asks,
    at_most,
    text,
    todos,
    write_command,
)
from bot.domain.dates.local_time import Period
from bot.domain.events.notices import (
    GARDENERS_ASKED_WITHIN,
    LONGEST_WORDS,
    PEOPLE_ASKED_WITHIN,
    Mark,
    NotOverYet,
    asked_at,
    is_time_to_check,
    may_say_until,
)
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.outcomes import (
    ask_feedback,
    close_outcome,
    give_feedback,
    mark_step_done,
    mark_step_dropped,
    outcome_card,
    postpone_step,
    report_thing,
    tell_outcome,
)
from bot.references.stats import Figure, FigureSet, figures
from handlers.events import event_card_title, event_time
from handlers.outcomes.poll_reports import poll_check_card
from handlers.outcomes.words import MARKS, feedback_question, outcome_title, step_text
from storage.events import Event, Events
from storage.members import Members
from storage.outbound import Priority
from storage.outcomes import (
    Feedback,
    FeedbackFigures,
    Outcome,
    Outcomes,
    PollOutcome,
    PollOutcomes,
    StepState,
)

router = Router()

FOLLOW_UP_STEP = Act(
    text("{who} followed up the next step of an event"), text("follow up the next step of an event")
)

AT_ONCE = 8
"""Gardeners and people who are asked in one go; the others follow at once, in further ones."""
_DAY = timedelta(days=1)


class NoNextStep(Refusal):
    """This next step no longer exists."""


class NotAtThisEvent(Final):
    """Only people who came to an event can say how it was."""


class TooLateToSay(Final):
    """It is too late to say how event {number} was.

    You can still write to the gardening team: {write}.
    """


class NoSuchMark(Refusal):
    """Answer with one of the three buttons."""


def ask_afterwards(ctx: JobContext) -> bool:
    """Ask some people about events on the day after; True if others may be left."""
    since = ctx.now - GARDENERS_ASKED_WITHIN - 2 * _DAY
    remaining = AT_ONCE
    for event in ctx.store[Outcomes].over_since(since, ctx.now):
        late = ctx.now - asked_at(event.over_at, event.tz)
        if late < timedelta():
            continue
        if remaining <= 0:
            return True
        there = ctx.within(event.community_id)
        outcome = ctx.store[Outcomes].begin(event.id, ctx.now)
        if outcome.asked_up_to is None:
            outcome.asked_up_to = 0
            remaining -= 1
            if late <= GARDENERS_ASKED_WITHIN and not outcome.is_told:
                there.tell_gardeners(_ask_gardeners(event))
        if late > PEOPLE_ASKED_WITHIN:
            outcome.all_asked = True
        elif remaining > 0:
            remaining -= _ask_people(there, event, outcome, most=remaining)
    return remaining <= 0


def _ask_people(ctx: JobContext, event: Event, outcome: Outcome, *, most: int) -> int:
    """Ask the next people who came; returns their number.

    The position is committed with the messages: a crash neither asks twice nor skips people.
    """
    after = outcome.asked_up_to or 0
    attended = ctx.store[Feedback].attended(event.id, after=after, most=most)
    for each in attended:
        member = ctx.store[Members].get(each.member_id)
        if member is None or member.stopped_at is not None:
            continue
        if ctx.store[Members].membership(member, event.community_id) is not None:
            ctx.tell(member, feedback_question(event), calm=True, priority=Priority.ANNOUNCEMENT)
    if attended:
        outcome.asked_up_to = attended[-1].attendance_id
    if len(attended) < most:
        outcome.all_asked = True
    return len(attended)


def _ask_gardeners(event: Event) -> Card:
    lines = (
        text("{when}", when=event_time(event)),
        text("And now? Tell in a few sentences what came out of it, and what happens next."),
    )
    tell = tell_outcome.button(text("Tell"), event.id)
    nothing = close_outcome.button(text("Nothing to tell"), event.id)
    return Card(event_card_title(event), lines, ((tell, nothing),))


def ask_whether_done(ctx: JobContext) -> None:
    """Ask whether next steps and outcomes of polls were done, once for each day that was named."""
    tomorrow = ctx.now.date() + _DAY
    due: list[tuple[int, Outcome | PollOutcome, Card]] = [
        (each.event.community_id, each.outcome, check_card(each.event, each.outcome))
        for each in ctx.store[Outcomes].due_steps(tomorrow)
    ]
    due += [
        (each.poll.community_id, each.outcome, poll_check_card(each.poll, each.outcome))
        for each in ctx.store[PollOutcomes].due(tomorrow)
    ]
    for community_id, outcome, card in due:
        there = ctx.within(community_id)
        if is_time_to_check(outcome, ctx.now, there.zone):
            outcome.checked_for = outcome.next_on
            there.tell_gardeners(card)


def check_card(event: Event, outcome: Outcome) -> Card:
    answers = (
        mark_step_done.button(text("Yes, it is done"), event.id),
        postpone_step.button(text("Not yet"), event.id),
        mark_step_dropped.button(text("Dropped"), event.id),
    )
    question = text("Is it done? {step}", step=step_text(outcome))
    return Card(outcome_title(event), (question,), (answers,))


@router.button(mark_step_done, of=report_thing, who=Role.GARDENER, trace=FOLLOW_UP_STEP)
def settle_as_done(ctx: Context, event_id: int) -> Replace:
    return _settle_step(ctx, event_id, StepState.DONE)


@router.button(mark_step_dropped, of=report_thing, who=Role.GARDENER, trace=FOLLOW_UP_STEP)
def settle_as_dropped(ctx: Context, event_id: int) -> Replace:
    return _settle_step(ctx, event_id, StepState.DROPPED)


def _settle_step(ctx: Context, event_id: int, state: StepState) -> Replace:
    outcome = _outcome_with_step(ctx, event_id)
    outcome.step_state = state
    outcome_card.refresh(ctx, outcome.id)
    done = text("Noted as done: {step}", step=outcome.next_step)
    dropped = text("Noted as dropped: {step}", step=outcome.next_step)
    again = postpone_step.button(text("Not yet, after all"), event_id)
    return Replace(Card(None, (done if state is StepState.DONE else dropped,), ((again,),)))


@router.button(postpone_step, of=report_thing, who=Role.GARDENER, trace=FOLLOW_UP_STEP)
def ask_later(ctx: Context, event_id: int) -> Answer:
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
    outcome = _outcome_with_step(ctx, event)
    report_thing.check(ctx, event, shown)
    outcome.next_on, outcome.step_state = day, StepState.OPEN
    outcome_card.refresh(ctx, outcome.id)
    confirmation = text("I will ask again on {day}: {step}", day=day, step=outcome.next_step)
    return Card(None, (confirmation,), ((mark_step_done.button(text("It is done"), event),),))


@router.contribution(todos)
def steps_to_check(ctx: Context) -> list[Todo]:
    """Next steps whose day has come."""
    tasks = []
    for each in ctx.store[Outcomes].due_steps(ctx.today, ctx.community.id, MOST_WAITING):
        number, step = each.event.number, step_text(each.outcome)
        line = text("Next step of event {number}: {step}. Is it done?", number=number, step=step)
        tasks.append(Todo(line, check_card(each.event, each.outcome).buttons[0]))
    return tasks


def _outcome_with_step(ctx: Context, event_id: int) -> Outcome:
    """Return the outcome of an event of the community, if it has a next step."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    outcome = None if event is None else ctx.store[Outcomes].of(event.id)
    if outcome is None or not outcome.next_step:
        raise NoNextStep
    return outcome


@router.button(ask_feedback, who=Role.MEMBER)
def ask_how_it_was(ctx: Context, event_id: int) -> Card:
    return feedback_question(
        _attended_event(ctx, ctx.store[Events].find(ctx.community.id, event_id))
    )


@router.button(give_feedback, who=Role.MEMBER)
def rate_event(ctx: Context, event_id: int, mark: str) -> Answer:
    """Rate an event; another press changes it."""
    event = _attended_event(ctx, ctx.store[Events].find(ctx.community.id, event_id))
    if mark not in list(Mark):
        raise NoSuchMark
    ctx.store[Feedback].put(event.id, ctx.member.id, Mark(mark), ctx.now)
    return add_words.ask(ctx, number=str(event.number))


@router.form("feedback_words", who=Role.MEMBER)
def add_words(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks(
            "Thank you, that is noted. Would you like to add a word? The gardening team of "
            "{community} reads it without your name.",
            fill=lambda ctx: {"community": ctx.community.name},
        ),
        at_most(LONGEST_WORDS),
    ] = "",
) -> Card:
    event = _attended_event(ctx, ctx.store[Events].numbered(ctx.community.id, number))
    feedback = ctx.store[Feedback].mine(event.id, ctx.member.id)
    if feedback is None:
        return feedback_question(event)
    feedback.words = words or feedback.words
    confirmation = text(
        "Your answer for event {number}: {mark}", number=number, mark=MARKS[feedback.mark]
    )
    until = may_say_until(event.over_at, event.tz)
    change = ask_feedback.button(text("Change my answer"), event.id)
    away = withdraw_feedback.button(text("Remove my answer"), event.id)
    quoted = (text("“{words}”", words=feedback.words),) if feedback.words else ()
    last = text("You can change it until {until}.", until=until.astimezone(event.tz).date())
    return Card(None, (confirmation, *quoted, last), ((change, away),))


@router.button("feedback_out", who=Role.MEMBER)
def withdraw_feedback(ctx: Context, event_id: int) -> Replace:
    event = _attended_event(ctx, ctx.store[Events].find(ctx.community.id, event_id))
    ctx.store[Feedback].take_back(event.id, ctx.member.id)
    again = ask_feedback.button(text("Answer again"), event.id)
    return Replace(Card(None, (text("Your answer is removed."),), ((again,),)))


def _attended_event(ctx: Context, event: Event | None) -> Event:
    """Return the event, if this person was there and may still give feedback."""
    if event is None or event.state != EventState.PUBLISHED:
        raise NotAtThisEvent
    if event.over_at > ctx.now:
        raise NotOverYet(number=event.number)
    if not ctx.store[Feedback].was_there(event.id, ctx.member.id):
        raise NotAtThisEvent
    if ctx.now > may_say_until(event.over_at, event.tz):
        raise TooLateToSay(number=event.number, write=write_command.typed())
    return event


FEEDBACK_FIGURES = (
    Figure(
        key="feedback_good",
        title=text("Events found very good"),
        definition=text("Answers given in the month that found an event very good."),
        kind=FigureKind.PEOPLE,
    ),
)


@router.contribution(figures)
def feedback_figures(_ctx: JobContext) -> FigureSet:
    """Good marks. The others are few, and not told: the rest of a sum would tell them."""
    return FigureSet(
        order=30, theme=text("Events: feedback"), figures=FEEDBACK_FIGURES, count=_count_feedback
    )


def _count_feedback(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[FeedbackFigures].counts(ctx.community.id, period.since, period.until)
    return {"feedback_good": found.get(Mark.GOOD, 0)}
