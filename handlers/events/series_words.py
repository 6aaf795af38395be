"""What comes back, in words; and when the next time is announced."""

from datetime import datetime, timedelta
from itertools import islice

from bot.core import JobContext, Line, Text, ntext, text
from bot.domain.dates.quiet_hours import USUAL
from bot.domain.dates.recurrence import instant
from bot.domain.events.repeats import LAST, Repeat, next_start, starts_after
from bot.domain.events.rules import EventKind
from bot.domain.roles import Seat
from storage.events import Event, EventSeries, NewEvent, Series

AHEAD = timedelta(weeks=5)
"""How long before its date something that comes back is announced at the earliest."""
NEXT_SHOWN = 3

_WEEKDAYS = (
    text("Monday"),
    text("Tuesday"),
    text("Wednesday"),
    text("Thursday"),
    text("Friday"),
    text("Saturday"),
    text("Sunday"),
)
_PLACES = {
    1: text("first {day}"),
    2: text("second {day}"),
    3: text("third {day}"),
    4: text("fourth {day}"),
    5: text("fifth {day}"),
    LAST: text("last {day}"),
}


def in_words(repeat: Repeat) -> Text:
    """Say a rule: every first Tuesday of the month, until the 30th of June."""
    said = _rule(repeat)
    if repeat.until is not None:
        return text("{rule}, until {day}", rule=said, day=repeat.until)
    if repeat.count is not None:
        return ntext("{rule}, {count} time", "{rule}, {count} times", repeat.count, rule=said)
    return said


def _rule(repeat: Repeat) -> Text:
    every = repeat.every
    match repeat.frequency:
        case "WEEKLY":
            days = [_WEEKDAYS[day] for _, day in repeat.days]
            if every == 1:
                return text("every {days}", days=days)
            return text("every {count} weeks on {days}", count=every, days=days)
        case "MONTHLY" if repeat.days:
            days = [_nth(place, day) for place, day in repeat.days]
            if every == 1:
                return text("every {days} of the month", days=days)
            return text("every {count} months on the {days}", count=every, days=days)
        case "MONTHLY":
            day = _day_of_month(repeat.month_day or LAST)
            if every == 1:
                return text("{day} of each month", day=day)
            return text("{day}, every {count} months", count=every, day=day)
        case _:
            return ntext("every year", "every {count} years", every)


def _nth(place: int, day: int) -> Text:
    return Text(_PLACES[place].template, {"day": _WEEKDAYS[day]})


def _day_of_month(number: int) -> Text:
    if number == LAST:
        return text("the last day")
    return text("the 1st") if number == 1 else text("day {number}", number=number)


def next_dates(series: Series, now: datetime) -> list[datetime]:
    """Give the next times at which something comes back."""
    found = starts_after(series.repeat, series.first, series.tz, now)
    return list(islice(found, NEXT_SHOWN))


def comes_back(ctx: JobContext, event: Event) -> list[Line]:
    """Say that an event comes back, and how, if it does."""
    if event.series_id is None:
        return []
    series = ctx.store[EventSeries].get(event.series_id)
    after = max(ctx.now, event.starts_at)
    over = next_start(series.repeat, series.first, series.tz, after) is None
    if over or series.stopped_at is not None:
        return []
    return [text("Comes back: {rule}.", rule=in_words(series.repeat))]


def following(ctx: JobContext, series: Series, latest: Event) -> datetime | None:
    """Give when a series comes back, once that is to be announced: the time before is over.

    It is announced by day, and not a year ahead. Dates that passed while nobody looked, and those
    that had their event already, wherever it was moved, are left out.
    """
    by_night = USUAL.holds(ctx.now.astimezone(ctx.zone).time())
    if latest.over_at > ctx.now or by_night:
        return None
    had = ctx.store[EventSeries].last_day(series)
    starts = starts_after(series.repeat, series.first, series.tz, ctx.now)
    start = next((each for each in starts if each.date() > had), None)
    return start if start and start <= ctx.now + AHEAD else None


def again(event: Event, starts_at: datetime, now: datetime) -> NewEvent:
    """Give the same event at another date: as it was last edited, with nobody's answers.

    Where sign-ups would have ended by now, they end when it begins.
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
        kind=EventKind(event.kind),
        commune=event.commune,
        place=event.place,
        link=event.link,
        description=event.description,
        picture_id=event.picture_id,
        organiser=Seat(event.organiser),
        capacity=event.capacity,
        guests=event.guests,
        audience=event.audience,
        question=event.question,
        series_id=event.series_id,
    )
