"""Figures of months: counted once a month is over, kept, and told in words from what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core import JobContext, Reader, Text, Words, ntext, text
from bot.domain.dates.local_time import Period, instant
from bot.domain.dates.spans import Month
from bot.domain.files import Cell as FileCell
from bot.domain.stats import (
    A_QUARTER,
    A_YEAR,
    Cell,
    Counted,
    FigureKind,
    Stretch,
    closed_months,
    month_after,
    month_of,
    told,
)
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.privacy import SMALLEST_SHOWN
from storage.communities import Communities
from storage.members import MemberFigures
from storage.stats import MonthlyFigures

NOTED_WITHIN = timedelta(days=5)
"""Time after its end for which a month waits: who came is noted later, some answers are rated."""


@dataclass(frozen=True, slots=True)
class Panorama:
    """All figures of a community, and the number of each in each month that is over."""

    sets: Sequence[FigureSet]
    """By their order."""
    months: Sequence[date]
    """The months that are told, the oldest first."""
    values: Mapping[str, Mapping[date, Counted]]

    def cell(self, figure: Figure, stretch: Stretch) -> Cell | None:
        """What is told of a figure: the one way by which a number leaves."""
        whole = self.values.get(figure.part_of, {}) if figure.part_of else None
        return told(figure.kind, self.values.get(figure.key, {}), stretch, whole)

    @property
    def figures(self) -> Sequence[Figure]:
        """The figures of all features."""
        return [figure for each in self.sets for figure in each.figures]

    @property
    def years(self) -> Sequence[int]:
        """The years with a month that is over, the latest first."""
        return sorted({each.year for each in self.months}, reverse=True)


NOT_TOLD = "–"
FEW = text(
    "Months that are over only, each from the 6th of the next one on. Numbers of people below "
    "{few} are not shown; “or more” stands where some of them belong to it.",
    few=SMALLEST_SHOWN,
)
_QUARTERS = (
    text("1st quarter {year}"),
    text("2nd quarter {year}"),
    text("3rd quarter {year}"),
    text("4th quarter {year}"),
)


def panorama_of(ctx: JobContext) -> Panorama:
    """The figures of a community; months that are over and not kept yet are counted for it."""
    months, here = _closed_months(ctx), ctx.community.id
    stored = ctx.store[MonthlyFigures].of(here)
    values = {key: dict(found) for key, found in stored.items()}
    kept = ctx.store[MonthlyFigures].kept_months(here)
    for month in (each for each in months if each not in kept):
        for key, counted in count_month(ctx, month).items():
            values.setdefault(key, {})[month] = counted
    return Panorama(figure_sets(ctx), sorted(kept.union(months)), values)


def last_month_within(ctx: JobContext, period: Period) -> Panorama | None:
    """The figures of the last month that was closed in a period, if they are kept."""
    closed = [
        each for each in _closed_months(ctx) if period.since <= _told_from(ctx, each) < period.until
    ]
    if not closed:
        return None
    values = ctx.store[MonthlyFigures].of(ctx.community.id, closed[-1])
    return Panorama(figure_sets(ctx), closed[-1:], values)


def keep_next_month(ctx: JobContext) -> bool:
    """Keep the figures of one month that is over; False once all are kept.

    It is found and counted beside the writer: a community may have many members.
    """
    found = ctx.apart(_next_month)
    if found is None:
        return False
    community_id, month, counted = found
    ctx.store[MonthlyFigures].keep(community_id, month, counted)
    return True


def _next_month(ctx: JobContext) -> tuple[int, date, Mapping[str, Counted]] | None:
    """A month that is over and not kept yet, with its community and its figures.

    They are kept from the oldest on: a community lacks none that has the last one.
    """
    lacking: dict[date, set[int]] = {}
    for community in ctx.store[Communities].all():
        today = ctx.now.astimezone(community.zone).date()
        last = month_after(month_of(today - NOTED_WITHIN), -1)
        if last not in lacking:
            lacking[last] = ctx.store[MonthlyFigures].lacking(last)
        if community.id not in lacking[last]:
            continue
        here = ctx.within(community.id)
        kept = here.store[MonthlyFigures].kept_months(community.id)
        month = next((each for each in _closed_months(here) if each not in kept), None)
        if month is not None:
            return community.id, month, count_month(here, month)
    return None


def count_month(ctx: JobContext, month: date) -> Mapping[str, Counted]:
    """The figures of a month; without those that can be counted at its end only, if it is past."""
    ends = month, month_after(month)
    since, until = (instant(datetime.combine(day, time()), ctx.zone) for day in ends)
    is_last = month_after(month) == month_of(_settled(ctx))
    found: dict[str, Counted] = {}
    for each in figure_sets(ctx):
        counted = each.count(ctx, Period(since, until))
        for figure in each.figures:
            if is_last or figure.is_lasting:
                nothing: Counted = {} if figure.kind is FigureKind.DAYS else 0
                found[figure.key] = counted.get(figure.key, nothing)
    return found


def _closed_months(ctx: JobContext) -> list[date]:
    """The months that are over, from that in which the first of its members joined."""
    first = ctx.store[MemberFigures].first_joined(ctx.community.id)
    return [] if first is None else closed_months(first.astimezone(ctx.zone).date(), _settled(ctx))


def _told_from(ctx: JobContext, month: date) -> datetime:
    """The moment from which a month is told."""
    first = month_after(month) + NOTED_WITHIN
    return instant(datetime.combine(first, time()), ctx.zone)


def _settled(ctx: JobContext) -> date:
    """The day up to which nothing is noted any more, as who came is some days later."""
    return ctx.today - NOTED_WITHIN


def figure_sets(ctx: JobContext) -> list[FigureSet]:
    """The figures of all features, by their order."""
    return sorted(figures.collect(ctx), key=lambda each: each.order)


def cell_text(figure: Figure, cell: Cell | None) -> Words:
    """A number as it is told; a dash for none."""
    if cell is None:
        return NOT_TOLD
    if figure.kind is FigureKind.DAYS:
        if not cell.value:
            return text("the same day")
        return ntext("{count} working day", "{count} working days", cell.value)
    if cell.is_least:
        return text("{count} or more", count=cell.value)
    return text("{count}", count=cell.value)


def stretch_text(stretch: Stretch) -> Words:
    """A month, a quarter or a year by its name."""
    if stretch.length == A_YEAR:
        return str(stretch.first.year)
    if stretch.length == A_QUARTER:
        return Text(_QUARTERS[_nth_quarter(stretch) - 1].template, {"year": _year(stretch)})
    return text("{month}", month=Month(stretch.first))


def time_text(months: Sequence[date], stretch: Stretch) -> Text:
    """The time of figures, up to the last month that is over."""
    last = [each for each in months if each in stretch.months][-1]
    if stretch.length == 1:
        return text("{month}.", month=Month(stretch.first))
    if last == stretch.months[-1]:
        return text("{time}.", time=stretch_text(stretch))
    until = stretch_text(Stretch(last, 1))
    return text("{time}, up to the end of {month}.", time=stretch_text(stretch), month=until)


def stretch_key(stretch: Stretch) -> str:
    """Its name in files and buttons: `2026-11`, `2026-Q4`, `2026`."""
    if stretch.length == A_YEAR:
        return _year(stretch)
    if stretch.length == A_QUARTER:
        return f"{stretch.first.year}-Q{_nth_quarter(stretch)}"
    return f"{stretch.first:%Y-%m}"


def _nth_quarter(stretch: Stretch) -> int:
    return (stretch.first.month - 1) // A_QUARTER + 1


def _year(stretch: Stretch) -> str:
    return str(stretch.first.year)


def file_rows(
    reader: Reader, figure: Figure, stretches: list[tuple[Stretch, Cell | None]]
) -> list[list[FileCell]]:
    """The rows of a figure in a file: those of which something is told."""
    return [
        [
            figure.key,
            reader.say(figure.title),
            stretch_key(stretch),
            cell.value,
            reader.say(text("or more")) if cell.is_least else "",
            reader.say(figure.definition),
        ]
        for stretch, cell in stretches
        if cell is not None
    ]
