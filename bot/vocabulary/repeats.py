"""Rules of repetition, in words."""

from bot.core import Text, ntext, text
from bot.domain.dates.recurrence import OnHolidays, Recurring
from bot.domain.dates.repeats import LAST, Repeat

_WEEKDAYS = (
    text("Monday"),
    text("Tuesday"),
    text("Wednesday"),
    text("Thursday"),
    text("Friday"),
    text("Saturday"),
    text("Sunday"),
)
_ORDINALS = {
    1: text("first {day}"),
    2: text("second {day}"),
    3: text("third {day}"),
    4: text("fourth {day}"),
    5: text("fifth {day}"),
    LAST: text("last {day}"),
}


def repeat_text(repeat: Repeat) -> Text:
    """A rule in words: every first Tuesday of the month, until the 30th of June."""
    rule = _rule_text(repeat)
    if repeat.until is not None:
        return text("{rule}, until {day}", rule=rule, day=repeat.until)
    if repeat.count is not None:
        return ntext("{rule}, {count} time", "{rule}, {count} times", repeat.count, rule=rule)
    return rule


def _rule_text(repeat: Repeat) -> Text:
    every = repeat.every
    match repeat.frequency:
        case "WEEKLY":
            days = [_WEEKDAYS[day] for _, day in repeat.days]
            if every == 1:
                return text("every {days}", days=days)
            return text("every {count} weeks on {days}", count=every, days=days)
        case "MONTHLY" if repeat.days:
            days = [
                Text(_ORDINALS[place].template, {"day": _WEEKDAYS[day]})
                for place, day in repeat.days
            ]
            if every == 1:
                return text("every {days} of the month", days=days)
            return text("every {count} months on the {days}", count=every, days=days)
        case "MONTHLY":
            named = {LAST: text("the last day"), 1: text("the 1st")}
            days = [
                named.get(each, text("day {number}", number=each)) for each in repeat.month_days
            ]
            if every == 1:
                return text("{days} of each month", days=days)
            return text("{days}, every {count} months", count=every, days=days)
        case _:
            return ntext("every year", "every {count} years", every)


def schedule_text(rule: Recurring) -> Text:
    """A schedule in words: every first Tuesday of the month at 8:00, not on public holidays."""
    schedule = text("{days} at {hour}", days=repeat_text(rule.repeat), hour=rule.at)
    match rule.holidays:
        case OnHolidays.SKIPPED:
            return text("{schedule}, except on public holidays", schedule=schedule)
        case OnHolidays.MOVED:
            return text(
                "{schedule}; instead of a public holiday, on the next working day",
                schedule=schedule,
            )
        case OnHolidays.KEPT:
            return schedule
