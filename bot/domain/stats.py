"""Figures of closed months: which numbers of people are told, so that no small one can be computed.

Months are closed once and never counted again. A month below five is hidden; all hidden months of
a year that is over are told together, where each of them can still be at least three numbers. Every
other number of people is a sum of these: no two that are told differ by a hidden one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median_low

FEWEST = 5
"""Numbers of people below this are not told: see `bot/vocabulary/privacy.py`."""
MOST_MONTHS = 60
"""Months that are kept and told."""
A_YEAR, A_QUARTER = 12, 3

Counted = int | Mapping[int, int]
"""A number; for days, how many things took each number of days."""


class FigureKind(StrEnum):
    """What is counted, and how months are put together."""

    THINGS = "things"
    """Things, added up."""
    PEOPLE = "people"
    """People, or what each did: added up, hidden below five."""
    PEOPLE_ONCE = "people once"
    """People, each once a month: months are not added up, the one with most is told."""
    MEMBERS = "members"
    """People at the end of a month, rounded down to five."""
    AT_END = "at end"
    """Things at the end of a month."""
    DAYS = "days"
    """Days that things took: half of them took no longer."""

    @property
    def is_of_people(self) -> bool:
        """True for numbers of people."""
        return self in (FigureKind.PEOPLE, FigureKind.PEOPLE_ONCE, FigureKind.MEMBERS)

    @property
    def is_momentary(self) -> bool:
        """True for what can be counted only while it is so."""
        return self in (FigureKind.MEMBERS, FigureKind.AT_END)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A month, a quarter or a year of the calendar."""

    first: date
    """Its first day."""
    length: int
    """In months."""

    @property
    def months(self) -> Sequence[date]:
        """The first day of each of its months."""
        return [month_after(self.first, nth) for nth in range(self.length)]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that is told."""

    value: int
    is_least: bool = False
    """True if it may be more: of hidden months, or of people at the end of a month."""


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date, count: int = 1) -> date:
    """The month so many later, or earlier."""
    year, nth = divmod(month.year * A_YEAR + month.month - 1 + count, A_YEAR)
    return date(year, nth + 1, 1)


def closed_months(first: date, today: date) -> list[date]:
    """The months from `first` on that are over, `MOST_MONTHS` at most, the oldest first."""
    end = month_of(today)
    month = max(month_of(first), month_after(end, -MOST_MONTHS))
    found = []
    while month < end:
        found.append(month)
        month = month_after(month)
    return found


def stretch_around(month: date, length: int) -> Stretch:
    """The quarter or the year of a month."""
    return Stretch(month_after(month, -((month.month - 1) % length)), length)


def quarters_of(year: int) -> Sequence[Stretch]:
    """The four quarters of a year."""
    return [Stretch(date(year, nth, 1), A_QUARTER) for nth in range(1, A_YEAR, A_QUARTER)]


def whole_year(year: int) -> Stretch:
    return Stretch(date(year, 1, 1), A_YEAR)


def told(
    kind: FigureKind,
    values: Mapping[date, Counted],
    stretch: Stretch,
    whole: Mapping[date, Counted] | None = None,
) -> Cell | None:
    """What is told of a figure in a month, a quarter or a year; None for nothing.

    `values` has all closed months. Of a part of `whole` a month is told only if the rest of it
    is five or more, too.
    """
    inside = [month for month in stretch.months if month in values]
    match kind:
        case FigureKind.THINGS:
            return Cell(sum(map(_number, map(values.__getitem__, inside)))) if inside else None
        case FigureKind.AT_END:
            return Cell(_number(values[inside[-1]])) if inside else None
        case FigureKind.MEMBERS:
            last = _number(values[inside[-1]]) if inside else 0
            return Cell(last - last % FEWEST, is_least=True) if last >= FEWEST else None
        case FigureKind.DAYS:
            return _median(values[month] for month in inside)
        case FigureKind.PEOPLE_ONCE:
            most = max((_number(values[month]) for month in inside), default=0)
            return Cell(most) if most >= FEWEST else None
        case FigureKind.PEOPLE:
            return _told_people(values, stretch, whole)


def _number(counted: Counted) -> int:
    assert isinstance(counted, int)  # noqa: S101 - only days are counted otherwise
    return counted


def _median(listed: Iterator[Counted]) -> Cell | None:
    days: list[int] = []
    for each in listed:
        assert not isinstance(each, int)  # noqa: S101 - see `Counted`
        days += [took for took, times in each.items() for _ in range(times)]
    return Cell(median_low(days)) if days else None


def _told_people(
    values: Mapping[date, Counted], stretch: Stretch, whole: Mapping[date, Counted] | None
) -> Cell | None:
    months = _told_months(values, whole)
    inside = [month for month in stretch.months if month in values]
    hidden = [month for month in inside if month not in months]
    total = sum(months[month] for month in inside if month in months)
    is_over = stretch.length == A_YEAR and stretch.months[-1] in values
    rest = 0
    if is_over and whole is None:
        # Each hidden month is below five. From a sum that is told, each can still be at least
        # three numbers, also for whoever knows this rule.
        unseen = sum(_number(values[month]) for month in hidden)
        rest = unseen if FEWEST <= unseen <= (FEWEST - 1) * len(hidden) - 2 else 0
    if total + rest < FEWEST:
        return None
    return Cell(total + rest, is_least=bool(hidden) and not rest)


def _told_months(
    values: Mapping[date, Counted], whole: Mapping[date, Counted] | None
) -> dict[date, int]:
    """The months of which a number of people is told by itself."""
    told_ones = {month: _number(each) for month, each in values.items() if _number(each) >= FEWEST}
    if whole is None:
        return told_ones
    rests = {month: _number(whole.get(month, 0)) - each for month, each in told_ones.items()}
    return {month: each for month, each in told_ones.items() if rests[month] >= FEWEST}
