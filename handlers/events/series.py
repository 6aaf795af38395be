"""Events that repeat by a rule: set, shown in words, and announced one after the other.

The next event is made and announced by a job: see `schedules/events.py`.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated

from bot.core import (
    Act,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    is_paused,
    text,
)
from bot.domain.dates.local_time import USUAL_QUIET_HOURS, instant
from bot.domain.dates.repeats import Repeat, next_start, read_repeat, starts_after
from bot.domain.events.rules import EventState
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.events import event_card, event_repeat_command
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover
from bot.vocabulary.lists import NONE_TO_MANAGE, events_to_manage
from bot.vocabulary.repeats import repeat_text
from handlers.events.drafts import announce_event, count_recipients, preview_card
from handlers.events.event_lookup import changeable_event, event_by_id, event_by_number
from handlers.events.rhythm import NEXT_SHOWN, plan_repeat
from handlers.events.words import UNANNOUNCED_STATES, event_time, event_title, titled_card
from storage.events import Event, Events, EventSeries, Series

router = Router()

CHANGE_HOW_AN_EVENT_COMES_BACK = Act(
    text("{who} changed how an event repeats"), text("change how an event repeats")
)

ANNOUNCED_AHEAD = timedelta(weeks=5)
"""Time before its date at which the next event is announced at the earliest."""
STOP_WORDS = (
    *("no", "never", "stop", "not any more", "none"),
    *("non", "jamais", "plus", "ne plus", "aucun"),
)
SUGGESTED_RULES = (
    ("every week", text("Every week")),
    ("every two weeks", text("Every two weeks")),
    ("every month", text("Every month")),
    ("no", text("Stop repeating")),
)


@router.contribution(handover)
def events_that_go_on(ctx: Context) -> list[OpenThing]:
    """Upcoming events, those that are not announced, and what repeats."""
    if not ctx.seats():
        return []
    events, here = ctx.store[Events], ctx.community.id
    coming, drafts = (
        events.upcoming(here, ctx.now, MOST_OPEN),
        events.unannounced(here, ctx.now, MOST_OPEN),
    )
    found = [
        OpenThing(
            part,
            text("{event}: {when}", event=event_title(each), when=event_time(each)),
            each.starts_at,
        )
        for part, listed in ((Open.DATES, coming), (Open.DRAFTS, drafts))
        for each in listed
    ]
    for series in ctx.store[EventSeries].going_on(here):
        latest = events.latest_of(series.id)
        if latest is not None:
            values = {"event": latest.title, "schedule": repeat_text(series.repeat)}
            found.append(OpenThing(Open.HABITS, text("Event “{event}”: {schedule}", **values)))
    return found


@router.command(
    event_repeat_command,
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 repeat every 1st Tuesday", "12 repeter chaque 1er mardi"),
    theme="tend",
    trace=CHANGE_HOW_AN_EVENT_COMES_BACK,
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
    stops = fold(rule).rstrip(" .!") in STOP_WORDS
    first = event.starts_at.astimezone(event.tz).date()
    if event.state in UNANNOUNCED_STATES:
        recipients = count_recipients(ctx, event)
        planned = plan_repeat(ctx, event, None if stops else read_repeat(rule, first=first))
        return preview_card(ctx, planned, recipients)
    if stops:
        return _stop_series(ctx, event)
    series = _updated_series(ctx, event, read_repeat(rule, first=first))
    event_card.refresh(ctx, event.id)
    return _confirmation(ctx, event, series)


@router.button("event_once", who=Role.GARDENER, trace=CHANGE_HOW_AN_EVENT_COMES_BACK)
def stop_repeating(ctx: Context, event_id: int) -> Replace:
    """Stop repeating an event."""
    return Replace(_stop_series(ctx, event_by_id(ctx, event_id)))


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
    starts = starts_after(series.repeat, series.first, series.tz, event.starts_at)
    lines = (
        text("Repeats: {rule}.", rule=repeat_text(series.repeat)),
        text("Next dates:"),
        *(text("{when}", when=each) for each in islice(starts, NEXT_SHOWN)),
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


def announce_next_events(ctx: JobContext) -> None:
    """Announce the next event of each series, except where no gardener is on duty."""
    for series in ctx.store[EventSeries].going_on():
        here = ctx.within(series.community_id)
        if not is_paused(here.seat_statuses()):
            _announce_next(here, series)


def _announce_next(ctx: JobContext, series: Series) -> None:
    """Make and announce the next event, once for each date."""
    latest = ctx.store[Events].latest_of(series.id)
    starts_at = None if latest is None else next_start_to_announce(ctx, series, latest)
    if latest is None or starts_at is None:
        return
    if not ctx.store[EventSeries].take(series, starts_at.astimezone(series.tz).date()):
        return
    following_one = repeated_event(latest, starts_at, ctx.now)
    event = ctx.store[Events].add(series.community_id, latest.maker_id, following_one, ctx.now)
    announce_event(ctx, event)


def next_start_to_announce(ctx: JobContext, series: Series, latest: Event) -> datetime | None:
    """The next start of a series, once the latest event is over.

    It is announced in the daytime, at most five weeks ahead. Past dates are left out, and dates
    that already had an event, even if it was moved.
    """
    if latest.state not in (EventState.PUBLISHED, EventState.CANCELLED):
        return None
    by_night = USUAL_QUIET_HOURS.holds(ctx.now.astimezone(ctx.zone).time())
    if latest.over_at > ctx.now or by_night:
        return None
    had = ctx.store[EventSeries].last_day(series)
    starts = starts_after(series.repeat, series.first, series.tz, ctx.now)
    start = next((each for each in starts if each.date() > had), None)
    return start if start and start <= ctx.now + ANNOUNCED_AHEAD else None


def repeated_event(event: Event, starts_at: datetime, now: datetime) -> Event:
    """A copy at another date, as it was last edited; a sign-up deadline in the past is dropped."""
    zone = event.tz
    local = event.starts_at.astimezone(zone).replace(tzinfo=None)

    def moved(moment: datetime | None) -> datetime | None:
        """The same moment as far from the beginning, by the clock on the wall."""
        if moment is None:
            return None
        apart = moment.astimezone(zone).replace(tzinfo=None) - local
        return instant(starts_at.astimezone(zone).replace(tzinfo=None) + apart, zone)

    deadline = moved(event.deadline)
    return replace(
        event,
        starts_at=starts_at,
        ends_at=moved(event.ends_at),
        deadline=deadline if deadline and deadline > now else None,
        state=EventState.DRAFT,
        uid="",
        source_url="",
    )


def repeat_lines(ctx: JobContext, event: Event, series_id: int) -> list[Line]:
    series = ctx.store[EventSeries].get(series_id)
    after = max(ctx.now, event.starts_at)
    over = next_start(series.repeat, series.first, series.tz, after) is None
    if over or series.stopped_at is not None:
        return []
    return [text("Repeats: {rule}.", rule=repeat_text(series.repeat))]
