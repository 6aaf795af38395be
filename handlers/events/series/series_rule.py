"""Events that repeat by a rule, each time with an attendance list of its own.

The next event is made and announced by a job: see `schedules/events.py`.
"""

from typing import Annotated

from bot.core import Card, Context, Replace, Router, Text, Where, asks, text
from bot.domain.dates.repeats import Repeat, read_repeat
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.events import event_card, event_repeat_command
from bot.vocabulary.lists import NONE_TO_MANAGE, events_to_manage
from bot.vocabulary.repeats import repeat_text
from handlers.events import acts
from handlers.events.event_lookup import changeable_event, event_by_id, event_by_number
from handlers.events.series.series_words import next_dates
from handlers.events.words import titled_card
from storage.events import Event, Events, EventSeries, Series

router = Router()

STOP_WORDS = (
    "no",
    "non",
    "never",
    "jamais",
    "stop",
    "not any more",
    "plus",
    "ne plus",
    "aucun",
    "none",
)
SUGGESTED_RULES = (
    ("every week", text("Every week")),
    ("every two weeks", text("Every two weeks")),
    ("every month", text("Every month")),
    ("no", text("Stop repeating")),
)


class AnnounceFirst(Final):
    """Announce event {number} first; then choose how it repeats."""


@router.command(
    event_repeat_command,
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 repeat every 1st Tuesday", "12 repeter chaque 1er mardi"),
    theme="tend",
    trace=acts.CHANGE_HOW_AN_EVENT_COMES_BACK,
)
def repeat_event(
    ctx: Context,
    number: Annotated[
        int, asks("Which event is repeated?", choices=events_to_manage, nothing=NONE_TO_MANAGE)
    ],
    rule: Annotated[
        str,
        asks(
            "How does it repeat? For example: every first Tuesday, every two weeks, the 15th of "
            "each month, every Tuesday until 30 June. “No” stops it.",
            choices=lambda _ctx: SUGGESTED_RULES,
        ),
    ],
) -> Card | Text:
    """Repeat an event regularly, each date with its own sign-ups, or stop."""
    event = changeable_event(ctx, event_by_number(ctx, number))
    if fold(rule).rstrip(" .!") in STOP_WORDS:
        return _stop_series(ctx, event)
    if event.state != EventState.PUBLISHED:
        raise AnnounceFirst(number=event.number)
    first = event.starts_at.astimezone(event.tz)
    series = _updated_series(ctx, event, read_repeat(rule, first=first.date()))
    event_card.refresh(ctx, event.id)
    return _confirmation(ctx, event, series)


@router.button("event_once", who=Role.GARDENER, trace=acts.CHANGE_HOW_AN_EVENT_COMES_BACK)
def stop_repeating(ctx: Context, event_id: int) -> Replace:
    """Stop repeating an event."""
    event = event_by_id(ctx, event_id)
    return Replace(_stop_series(ctx, event))


def _updated_series(ctx: Context, event: Event, repeat: Repeat) -> Series:
    """Start a series with this event, or change the rule of its series from it on."""
    if event.series_id is not None:
        known_series = ctx.store[EventSeries].get(event.series_id)
        return ctx.store[EventSeries].change(known_series, repeat, event.starts_at, event.tz)
    series = ctx.store[EventSeries].begin(
        ctx.community.id, repeat, event.starts_at, event.tz, ctx.now
    )
    ctx.store[Events].join_series(event.id, series.id)
    return series


def _confirmation(ctx: Context, event: Event, series: Series) -> Card:
    """The rule as it was understood, with the next dates."""
    lines = (
        text("Repeats: {rule}.", rule=repeat_text(series.repeat)),
        text("Next dates:"),
        *(text("{when}", when=each) for each in next_dates(series, event.starts_at)),
        text(
            "Each date has its own sign-ups. I announce it automatically after the previous one, "
            "at most five weeks ahead, with the same details."
        ),
    )
    once = stop_repeating.button(text("Stop repeating"), event.id)
    return titled_card(event, lines, ((once,),))


def _stop_series(ctx: Context, event: Event) -> Text:
    if event.series_id is not None:
        ctx.store[EventSeries].stop(event.series_id, ctx.now)
        event_card.refresh(ctx, event.id)
    return text("Event {number} does not repeat.", number=event.number)
