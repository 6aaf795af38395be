"""Requests on the day after an event: a report from gardeners, feedback from people, once each."""

from datetime import timedelta

from bot.core import Card, JobContext, text
from bot.domain.outcomes import (
    GARDENERS_ASKED_WITHIN,
    PEOPLE_ASKED_WITHIN,
    asked_at,
    is_time_to_check,
)
from bot.references.outcomes import close_outcome, tell_outcome
from handlers.events import event_card_title, event_time
from handlers.outcomes.next_step_words import check_card
from handlers.outcomes.words import feedback_question
from storage.events import Event
from storage.members import Members
from storage.outbound import Priority
from storage.outcomes import Feedback, Outcome, Outcomes

AT_ONCE = 200
"""People who are asked in one go; the others follow a minute later."""
_DAY = timedelta(days=1)


def ask_afterwards(ctx: JobContext) -> None:
    """Ask about the events that took place, the day after."""
    since = ctx.now - GARDENERS_ASKED_WITHIN - 2 * _DAY
    remaining = AT_ONCE
    for event in ctx.store[Outcomes].over_since(since, ctx.now):
        late = ctx.now - asked_at(event.over_at, event.tz)
        if late < timedelta():
            continue
        there = ctx.within(event.community_id)
        outcome = ctx.store[Outcomes].begin(event.id, ctx.now)
        if outcome.asked_up_to is None:
            outcome.asked_up_to = 0
            if late <= GARDENERS_ASKED_WITHIN and not outcome.is_told:
                there.tell_gardeners(_ask_gardeners(event))
        if late > PEOPLE_ASKED_WITHIN:
            outcome.all_asked = True
        elif remaining:
            remaining -= _ask_people(there, event, outcome, most=remaining)


def ask_about_steps(ctx: JobContext) -> None:
    """Ask whether next steps were done, on their day, once for each day that was named."""
    for each in ctx.store[Outcomes].due_steps(ctx.now.date() + _DAY):
        outcome, there = each.outcome, ctx.within(each.event.community_id)
        if is_time_to_check(outcome, ctx.now, there.zone):
            outcome.checked_for = outcome.next_on
            there.tell_gardeners(check_card(each.event, outcome))


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
