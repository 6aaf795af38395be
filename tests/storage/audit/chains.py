"""Rows of the audit, and their chain."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy import text as sql

from storage.audit import Audit, Chain
from storage.audit.chain import Break
from storage.audit.rows import About
from storage.unit_of_work import Database, Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ROWS = 6


def note(store: Store, action: str = "poll", at: datetime = NOW) -> None:
    store[Audit].note("telegram:7", action, 1, "done", at, about=About({"name": "Zoé", "n": 1}))


def chained(database: Database, rows: int = ROWS) -> None:
    """Rows in the chain, a day apart."""
    with database.unit() as store:
        for nth in range(rows):
            note(store, f"act {nth}", NOW + nth * DAY)
    with database.unit() as store:
        assert store[Chain].extend() == rows


def broken(database: Database) -> Break | None:
    with database.unit() as store:
        return store[Chain].verify().broken


Mutation = Callable[[Connection, Database, int], None]


def run(statement: str) -> Mutation:
    """Run a statement about the row at a position, typed beside the program."""

    def mutate(connection: Connection, _: Database, nth: int) -> None:
        connection.execute(sql(statement), {"nth": nth})

    return mutate


def beside(statement: str) -> Mutation:
    """Run a statement about the tables beside the row."""
    of_row = "WHERE audit_id = (SELECT id FROM audit WHERE position = :nth)"
    return run(f"{statement} {of_row}")


def cut_off(connection: Connection, _: Database, nth: int) -> None:
    """The rows up to one are gone, and the chain is said to begin behind them."""
    for table in ("audit_actors", "audit_facts"):
        connection.execute(
            sql(
                f"DELETE FROM {table} WHERE audit_id IN"  # noqa: S608 - a test's own
                " (SELECT id FROM audit WHERE position <= :nth)"
            ),
            {"nth": nth},
        )
    connection.execute(
        sql(
            "UPDATE audit_chain SET purged = :nth,"
            " purged_hash = (SELECT hash FROM audit WHERE position = :nth)"
        ),
        {"nth": nth},
    )
    connection.execute(sql("DELETE FROM audit WHERE position <= :nth"), {"nth": nth})


class UndoneError(Exception):
    """Leaves the database as it was."""


@contextmanager
def undone(database: Database) -> Iterator[Store]:
    """A unit of work that leaves nothing behind."""
    with suppress(UndoneError), database.unit() as store:
        yield store
        raise UndoneError
