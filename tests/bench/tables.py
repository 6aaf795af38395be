"""Tables of results."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

console = Console(width=100, highlight=False)


def show(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]], note: str) -> None:
    """Print a table, with notes for its readers below."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*(_written(each) for each in row))
    console.print(table)
    console.print(note)
    console.print()


def _written(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
