"""Figures of closed months: what is told of people lets nobody compute a small number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

import pytest

from bot.domain.stats import (
    Cell,
    FigureKind,
    Stretch,
    closed_months,
    month_after,
    quarters_of,
    told,
    whole_year,
)

YEAR = whole_year(2026)
STRETCHES = [*(Stretch(each, 1) for each in YEAR.months), *quarters_of(2026), YEAR]


def of_year(*numbers: int) -> dict[date, int]:
    """The first months of a year, with these numbers."""
    return dict(zip(YEAR.months, numbers, strict=False))


def all_told(values: Mapping[date, int]) -> tuple[Cell | None, ...]:
    """What is told of a year in the middle of it, before its last month, and when it is over."""
    known = (dict(list(values.items())[:count]) for count in (6, 11, 12))
    return tuple(told(FigureKind.PEOPLE, each, stretch) for each in known for stretch in STRETCHES)


@pytest.mark.parametrize("hidden", [(3,), (3, 4), (0, 1, 5)], ids=["one", "two", "three"])
def test_no_hidden_month_can_be_computed_even_by_who_knows_the_rule(hidden: Sequence[int]) -> None:
    alike: dict[object, list[Sequence[int]]] = defaultdict(list)
    for numbers in product(range(5), repeat=len(hidden)):
        small = dict(zip(hidden, numbers, strict=True))
        values = of_year(*(small.get(nth, 5 + nth) for nth in range(12)))
        alike[all_told(values)].append(numbers)

    assert sum(map(len, alike.values())) == 5 ** len(hidden)
    for possible in alike.values():
        for of_one_month in zip(*possible, strict=True):
            assert len(set(of_one_month)) >= 3


def test_what_is_told_of_people() -> None:
    small = of_year(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
    mixed = of_year(12, 3, 20, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    first, second, *_ = quarters_of(2026)

    def cell(values: Mapping[date, int], stretch: Stretch) -> Cell | None:
        return told(FigureKind.PEOPLE, values, stretch)

    assert cell(small, YEAR) == Cell(36), "all small months together"
    assert cell(small, first) is None
    assert cell(mixed, first) == Cell(32, is_least=True), "without the small month"
    assert cell(mixed, second) == Cell(24)
    assert cell(mixed, YEAR) == Cell(131, is_least=True), "else the small one was the difference"
    assert cell(of_year(3, 3, 3), YEAR) is None, "the year is not over"


def test_a_part_is_told_only_where_the_rest_is_large_too() -> None:
    came, first = of_year(12, 12, 12), of_year(6, 8, 12)
    january, february, march = (Stretch(each, 1) for each in YEAR.months[:3])

    def cell(stretch: Stretch) -> Cell | None:
        return told(FigureKind.PEOPLE, first, stretch, came)

    assert [cell(january), cell(february), cell(march)] == [Cell(6), None, None]
    assert cell(quarters_of(2026)[0]) == Cell(6, is_least=True)


def test_other_kinds() -> None:
    first, last = quarters_of(2026)[0], Stretch(YEAR.months[2], 1)
    numbers = of_year(1, 2, 13)
    days = {YEAR.months[0]: {0: 1, 4: 2}, YEAR.months[1]: {}, YEAR.months[2]: {9: 3}}

    assert told(FigureKind.THINGS, numbers, first) == Cell(16)
    assert told(FigureKind.AT_END, numbers, first) == Cell(13)
    assert told(FigureKind.MEMBERS, numbers, first) == Cell(10, is_least=True)
    assert told(FigureKind.MEMBERS, of_year(1, 2, 4), first) is None
    assert told(FigureKind.PEOPLE_ONCE, numbers, first) == Cell(13)
    assert told(FigureKind.PEOPLE_ONCE, of_year(1, 2, 4), first) is None
    assert told(FigureKind.DAYS, days, first) == Cell(4)
    assert told(FigureKind.DAYS, days, Stretch(YEAR.months[1], 1)) is None
    assert told(FigureKind.THINGS, {}, last) is None


def test_months_that_are_over() -> None:
    assert closed_months(date(2026, 9, 24), date(2026, 11, 30)) == [
        date(2026, 9, 1),
        date(2026, 10, 1),
    ]
    assert len(closed_months(date(2000, 1, 1), date(2026, 11, 30))) == 60
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
