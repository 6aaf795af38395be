"""Repetition of an event, from its draft on: planned, previewed, begun when it is announced."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice

from bot.core import Context, JobContext, Line, Text, Words, text
from bot.domain.dates.repeats import LAST, MOST_NTH, Repeat, check_rule, read_repeat, starts_after
from bot.domain.dates.spans import read_span
from bot.domain.refusals import Refusal
from bot.vocabulary.repeats import repeat_text
from storage.events import Event, Events, EventSeries
from storage.inbound import Forms

NEXT_SHOWN = 3
ONCE = "once"
_WEEK = 7


def usual_repeats(first: date) -> Mapping[str, Repeat]:
    """The rules behind “every week” and “every month”, by the words that a button carries."""
    place = (first.day - 1) // _WEEK + 1
    place = LAST if place == MOST_NTH else place
    return {
        "every week": Repeat("WEEKLY", days=((0, first.weekday()),)),
        "each weekday of the month": Repeat("MONTHLY", days=((place, first.weekday()),)),
        "every month": Repeat("MONTHLY", month_days=(first.day,)),
    }


def read_rhythm(typed: str) -> str:
    """The words of a rule, or of a button for a usual one; nothing for once."""
    return typed if typed in usual_repeats(date.min) else check_rule(typed)


def repeat_of(words: str, first: date) -> Repeat | None:
    """The rule that words or a button mean for an event that begins on a day; None for once."""
    if not words:
        return None
    return usual_repeats(first).get(words) or read_repeat(words, first=first)


def repeat_with_dates(repeat: Repeat, event: Event) -> Text:
    """A rule with its next three dates."""
    return text("{rule}: {dates}", rule=repeat_text(repeat), dates=_next_dates(repeat, event))


def _next_dates(repeat: Repeat, event: Event) -> list[Text]:
    local = event.starts_at.astimezone(event.tz).replace(tzinfo=None)
    starts = starts_after(repeat, local, event.tz, event.starts_at)
    return [text("{when}", when=each.date()) for each in islice(starts, NEXT_SHOWN)]


def plan_repeat(ctx: Context, event: Event, repeat: Repeat | None) -> Event:
    """Keep how an event that is not announced is to repeat; nothing repeats before it is."""
    if repeat is None:
        if event.series_id is not None:
            ctx.store[EventSeries].stop(event.series_id, ctx.now)
        return event
    if event.series_id is not None:
        series = ctx.store[EventSeries].get(event.series_id)
        ctx.store[EventSeries].plan_again(series, repeat, event.starts_at, event.tz)
        return event
    series = ctx.store[EventSeries].plan(
        ctx.community.id, repeat, event.starts_at, event.tz, ctx.now
    )
    ctx.store[Events].join_series(event.id, series.id)
    return ctx.store[Events].get(event.id)


def planned_repeat(ctx: JobContext, event: Event) -> Repeat | None:
    """The rule by which an event repeats; None for a single event."""
    if event.series_id is None:
        return None
    series = ctx.store[EventSeries].get(event.series_id)
    return None if series.stopped_at is not None else series.repeat


def planned_lines(ctx: JobContext, event: Event) -> list[Line]:
    """The rule by which an event repeats, with its next dates."""
    repeat = planned_repeat(ctx, event)
    if repeat is None:
        return []
    return [
        text("Repeats: {rule}.", rule=repeat_text(repeat)),
        text("The next dates: {dates}", dates=_next_dates(repeat, event)),
    ]


def begin_planned(ctx: JobContext, event: Event) -> None:
    """Begin the series of an event that is announced, from its present date on."""
    repeat = planned_repeat(ctx, event)
    if repeat is not None and event.series_id is not None:
        series = ctx.store[EventSeries].get(event.series_id)
        ctx.store[EventSeries].change(series, repeat, event.starts_at, event.tz)


def repeat_choices(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The usual rules for the date that was given to the open form, and once."""
    event = _given_event(ctx)
    usual = {} if event is None else usual_repeats(event.starts_at.astimezone(event.tz).date())
    return [(ONCE, text("Only once")), *((word, repeat_text(each)) for word, each in usual.items())]


def repeat_question_values(ctx: Context) -> dict[str, object]:
    """The usual rules with their next dates, for the question of the open form."""
    event = _given_event(ctx)
    if event is None:
        return {"rules": text("For example: every first Tuesday, every two weeks.")}
    first = event.starts_at.astimezone(event.tz).date()
    week, weekday, day = (repeat_with_dates(each, event) for each in usual_repeats(first).values())
    return {"rules": text("{week}\n{weekday}\n{day}", week=week, weekday=weekday, day=day)}


def _given_event(ctx: Context) -> Event | None:
    """The event with the date that was given to the open form."""
    form = ctx.store[Forms].open_in(ctx.form_room, ctx.now)
    when = "" if form is None else form.answers.get("when", "")
    try:
        span = read_span(when, now=ctx.now, zone=ctx.zone)
    except Refusal:
        return None
    return Event("", span.starts_at, ctx.zone.key)
