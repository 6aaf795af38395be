"""Feedback on events: a mark and a few words, read without names, and its figures."""

from collections.abc import Mapping
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    JobContext,
    Replace,
    Router,
    asks,
    at_most,
    text,
    write_command,
)
from bot.domain.dates.local_time import Period
from bot.domain.events.notices import LONGEST_WORDS, Mark, NotOverYet, may_say_until
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.outcomes import ask_feedback, give_feedback
from bot.references.stats import Figure, FigureSet, figures
from handlers.outcomes.words import MARKS, feedback_question
from storage.events import Event, Events
from storage.outcomes import Feedback, FeedbackFigures

router = Router()


class NotAtThisEvent(Final):
    """Only people who came to an event can say how it was."""


class TooLateToSay(Final):
    """It is too late to say how event {number} was.

    You can still write to the gardening team: {write}.
    """


class NoSuchMark(Refusal):
    """Answer with one of the three buttons."""


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
