"""Repeating events in words, and when the next one is announced."""

from datetime import datetime, timedelta
from itertools import islice

from bot.core import JobContext, Line, text
from bot.domain.dates.local_time import USUAL_QUIET_HOURS, instant
from bot.domain.dates.repeats import next_start, starts_after
from bot.vocabulary.repeats import repeat_text
from storage.events import Event, EventSeries, NewEvent, Series

ANNOUNCED_AHEAD = timedelta(weeks=5)
"""Time before its date at which the next event is announced at the earliest."""
NEXT_SHOWN = 3


def next_dates(series: Series, now: datetime) -> list[datetime]:
    """The next start times of a series."""
    starts = starts_after(series.repeat, series.first, series.tz, now)
    return list(islice(starts, NEXT_SHOWN))


def repeat_lines(ctx: JobContext, event: Event) -> list[Line]:
    """The rule of an event that repeats, if it does."""
    if event.series_id is None:
        return []
    series = ctx.store[EventSeries].get(event.series_id)
    after = max(ctx.now, event.starts_at)
    over = next_start(series.repeat, series.first, series.tz, after) is None
    if over or series.stopped_at is not None:
        return []
    return [text("Repeats: {rule}.", rule=repeat_text(series.repeat))]


def next_start_to_announce(ctx: JobContext, series: Series, latest: Event) -> datetime | None:
    """The next start of a series, once the latest event is over.

    It is announced in the daytime, at most five weeks ahead. Past dates are left out, and dates
    that already had an event, even if it was moved.
    """
    by_night = USUAL_QUIET_HOURS.holds(ctx.now.astimezone(ctx.zone).time())
    if latest.over_at > ctx.now or by_night:
        return None
    had = ctx.store[EventSeries].last_day(series)
    starts = starts_after(series.repeat, series.first, series.tz, ctx.now)
    start = next((each for each in starts if each.date() > had), None)
    return start if start and start <= ctx.now + ANNOUNCED_AHEAD else None


def repeated_event(event: Event, starts_at: datetime, now: datetime) -> NewEvent:
    """The same event at another date, as it was last edited, without answers.

    A sign-up deadline in the past is dropped.
    """
    zone = event.tz
    local = event.starts_at.astimezone(zone).replace(tzinfo=None)

    def moved(moment: datetime | None) -> datetime | None:
        """The same moment as far from the beginning, by the clock on the wall."""
        if moment is None:
            return None
        apart = moment.astimezone(zone).replace(tzinfo=None) - local
        return instant(starts_at.astimezone(zone).replace(tzinfo=None) + apart, zone)

    deadline = moved(event.deadline)
    return NewEvent(
        title=event.title,
        starts_at=starts_at,
        ends_at=moved(event.ends_at),
        deadline=deadline if deadline and deadline > now else None,
        zone=event.zone,
        kind=event.kind,
        commune=event.commune,
        place=event.place,
        link=event.link,
        description=event.description,
        picture_id=event.picture_id,
        organiser=event.organiser,
        capacity=event.capacity,
        guests=event.guests,
        audience=event.audience,
        question=event.question,
        series_id=event.series_id,
    )
