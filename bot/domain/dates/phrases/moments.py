"""Read dates with their hours as people type them, in French and in English.

A small grammar over respelled words. It understands a phrase as a whole or refuses it: a guess
would be a meeting on the wrong day, and dateparser guesses ("vendredi 18h" is its 18th of the
month).

The readings of ambiguous phrases; the bot always repeats what it understood:

- "mardi" and "next tuesday" are the next such day after today; "mardi 18h" is today if it can be.
- "lundi en huit" is a week after "lundi"; "huit jours" are a week and "quinze jours" two.
- 5/12 is the 5th of December. A date without a year is the next such, except that a date within
  the last two months is past: people do not mean it ten months ahead.
- "vendredi minuit" is the end of Friday, "vendredi 0h" its beginning.
- An hour alone is the next time that clocks show it. Clock changes: see `instants.instant`.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.instants import instant
from bot.domain.dates.phrases.clock_times import PARTS_OF_DAY, Phrase, split_phrase
from bot.domain.dates.phrases.date_words import WEEKDAYS, respelled, shortened, without_city
from bot.domain.dates.phrases.days import MomentInThePast, UnreadableMoment, check_to_come, day_of
from bot.domain.dates.phrases.durations import DAY, HOUR, WEEK, time_ahead
from bot.domain.refusals import Refusal


class HourMissing(Refusal):
    """At what time? Write for example: {example}."""

    unfinished = True


def read_moment(
    words: str, *, now: datetime, zone: ZoneInfo, default_hour: time | None = None
) -> datetime:
    """Read a moment to come; a day without an hour takes `default_hour`, or is asked its hour."""
    today = now.astimezone(zone).date()
    try:
        text = without_city(respelled(words), zone)
        wait = time_ahead(text)
        if wait is None:
            phrase = split_phrase(text)
            day = check_to_come(_day_of(phrase, now, zone), today)
            moment = _moment(day, hour_of(phrase, default_hour, words), zone)
        else:
            moment = now.astimezone(UTC) + wait
    except ValueError:
        raise UnreadableMoment(words=shortened(words)) from None
    local = moment.astimezone(zone)
    if moment <= now.astimezone(UTC):
        raise MomentInThePast(moment=local)
    check_to_come(local.date(), today)
    return local


def hour_of(phrase: Phrase, default: time | None, words: str) -> timedelta:
    """The time since midnight of a phrase, or the default. Raises HourMissing."""
    if phrase.hour is not None:
        return phrase.hour
    begins, usual, ends = PARTS_OF_DAY[phrase.part or "jour"]
    if default is None:
        raise HourMissing(example=f"{' '.join(words.split())} {usual // HOUR}h")
    since = timedelta(hours=default.hour, minutes=default.minute, seconds=default.second)
    return since if begins <= since <= ends else usual


def _day_of(phrase: Phrase, now: datetime, zone: ZoneInfo) -> date:
    """The day of a phrase; if it may be today, its hour decides."""
    today = now.astimezone(zone).date()
    may_be_today = not phrase.day or WEEKDAYS.get(phrase.day) == today.weekday()
    if phrase.hour is None or not may_be_today:
        return day_of(phrase.day, today)
    if _moment(today, phrase.hour, zone) > now:
        return today
    return today + (WEEK if phrase.day else DAY)


def _moment(day: date, since_midnight: timedelta, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()) + since_midnight, zone)
