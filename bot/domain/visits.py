"""Visits at members' homes: how long ahead a host of a monthly series is asked."""

from datetime import timedelta

from bot.domain.dates.recurrence import Recurring
from bot.domain.refusals import Refusal
from bot.domain.words import on_one_line

LONGEST_TITLE = 60
SERIES_AT_ONCE = 10
"""Series of one community that go on."""
ASKED_AHEAD = timedelta(days=21)
ANSWER_WITHIN = timedelta(days=5)
TOLD_AHEAD = timedelta(days=7)
"""Time before the date at which the gardeners are told that there is no host yet, at the latest."""
LAST_ASKED = timedelta(days=2)
"""Time before the date from which nobody is asked any more."""
TURNS_KEPT_FOR = timedelta(days=90)
_ELLIPSES = ("…", "...")


class NotMonthly(Refusal):
    """A host is asked once a month: write one day of the month, for example “3rd Saturday 10am”."""


def check_monthly(rule: Recurring) -> Recurring:
    """Return the rule if it has one day in each month or fewer; raises `NotMonthly`."""
    repeat = rule.repeat
    if repeat.frequency != "MONTHLY" or len(repeat.days or repeat.month_days) != 1:
        raise NotMonthly
    return rule


def at_home_of(title: str, name: str) -> str:
    """The title of one date, with its host: “Café chez…” becomes “Café chez Zoé”."""
    ellipsis = next((each for each in _ELLIPSES if title.endswith(each)), None)
    stem = title if ellipsis is None else title.removesuffix(ellipsis).rstrip()
    return on_one_line(f"{stem} {name}" if ellipsis else f"{stem} · {name}")
