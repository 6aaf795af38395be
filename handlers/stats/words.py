"""Words for figures: numbers that are told, and the times that they are of."""

from collections.abc import Sequence
from datetime import date

from bot.core import Reader, Text, Words, ntext, text
from bot.domain.dates.spans import Month
from bot.domain.files import Cell as FileCell
from bot.domain.stats import A_QUARTER, A_YEAR, Cell, FigureKind, Stretch
from bot.references.stats import Figure
from bot.vocabulary.privacy import SMALLEST_SHOWN

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
