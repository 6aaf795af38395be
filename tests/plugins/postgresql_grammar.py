"""PostgreSQL is asked whether it understands the statements that tests execute on SQLite.

A test fails where PostgreSQL refuses to prepare one: for its syntax, its types, an unknown function
or a column outside of GROUP BY. Each statement is asked for once a process. Left out are tests of
the storage, which run on both databases, and statements that are made for SQLite alone: `_OWN`.
"""

import re
from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from psycopg.pq import ExecStatus
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.dml import OnConflictClause
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.compiler import SQLCompiler

from storage.statements import prepared
from tests.databases import PostgreSQL

FOLDERS = (
    *("core", "docs", "handlers", "hostile", "stories"),
    *("vocabulary", "walks", "web"),
)
"""Where tests run on SQLite and are meant for both."""
_OWN = re.compile(
    r"\s*(CREATE|ALTER|DROP|PRAGMA)\b"
    r"|.*(\bfull_text_\w+|\bsqlite_\w+|\brandomblob\()",
    re.DOTALL,
)
"""Statements about the schema, and what only branches for SQLite name: its full-text indexes, its
own tables and functions."""
_NUMBERED = PGDialect_psycopg(paramstyle="numeric_dollar", use_insertmanyvalues=False)  # type: ignore[no-untyped-call]
# The ON CONFLICT of both databases is the same, but for a target that SQLite's does not have.
OnConflictClause.constraint_target = None  # type: ignore[attr-defined]


class Grammar:
    """The statements that wait to be asked for, and those that PostgreSQL understands."""

    def __init__(self) -> None:
        self.is_asked = False
        """True while a test runs whose statements are asked for."""
        self._waiting: dict[SQLCompiler, dict[str, Any]] = {}
        """Statements as compiled for SQLite, with the values of their first execution."""
        self._known: set[SQLCompiler] = set()
        self._understood: set[str] = set()

    def note(self, compiled: object, values: dict[str, Any]) -> None:
        """Have a statement asked for, unless it was."""
        if self.is_asked and compiled not in self._known and isinstance(compiled, SQLCompiler):
            self._waiting.setdefault(compiled, values)

    def begin(self, *, is_asked: bool) -> None:
        """Begin a test."""
        self._waiting.clear()
        self.is_asked = is_asked

    @property
    def is_waiting(self) -> bool:
        """True if a statement is to be asked for."""
        return bool(self._waiting)

    def refusals(self, server: psycopg.Connection[Any]) -> list[str]:
        """Ask for all that wait; gives each that is refused, with the words of the server."""
        found = []
        waiting, self._waiting = self._waiting, {}
        for compiled, values in waiting.items():
            refused = (
                None if _OWN.match(compiled.string) else self._refusal(server, compiled, values)
            )
            if refused is None:
                self._known.add(compiled)
            else:
                found.append(refused)
        return found

    def _refusal(
        self, server: psycopg.Connection[Any], compiled: SQLCompiler, values: dict[str, Any]
    ) -> str | None:
        try:
            statement = on_postgresql(compiled, values)
        except CompileError as error:
            return f"{compiled.string}\n{error}"
        if statement in self._understood:
            return None
        answer = server.pgconn.prepare(b"", statement.encode())
        if answer.status != ExecStatus.COMMAND_OK:
            return f"{statement}\n{answer.error_message.decode()}"
        self._understood.add(statement)
        return None


def on_postgresql(compiled: SQLCompiler, values: dict[str, Any]) -> str:
    """A statement that was compiled for SQLite, as PostgreSQL would be given it."""
    made: Any = compiled.statement.compile(  # type: ignore[union-attr]
        dialect=_NUMBERED,
        column_keys=compiled.column_keys,
        for_executemany=compiled.for_executemany,
    )
    required = {name: values.get(name) for name, bind in made.binds.items() if bind.required}
    statement: str = made.construct_expanded_state(required).statement
    return statement


_GRAMMAR = Grammar()
_compile_prepared = prepared._compiled


def _note(
    connection: Any,  # noqa: ANN401 - SQLAlchemy's own
    _cursor: object,
    _statement: str,
    _values: object,
    context: Any,  # noqa: ANN401 - likewise
    *_: object,
) -> None:
    if connection.dialect.name == "sqlite" and context.compiled is not None:
        _GRAMMAR.note(context.compiled, (context.compiled_parameters or [{}])[0])


def _note_prepared(statement: Any, dialect: Dialect, columns: Any) -> Any:  # noqa: ANN401 - as of `prepared`
    """Note a statement of the hot paths, which go by SQLAlchemy's events."""
    _GRAMMAR.note(statement.compile(dialect=dialect, column_keys=columns), {})
    return _compile_prepared(statement, dialect, columns)


def pytest_configure() -> None:
    event.listen(Engine, "after_cursor_execute", _note)  # what SQLite refuses is no matter
    prepared._compiled = _note_prepared


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note what a test executes from here on, if its statements are asked for."""
    where = item.path.relative_to(item.config.rootpath / "tests").parts
    _GRAMMAR.begin(is_asked=where[0] in FOLDERS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that executed what PostgreSQL refuses."""
    yield
    runs = item.session._fixturemanager.getfixturedefs("run", item) or ()
    if not _GRAMMAR.is_waiting or len(runs) > 1:  # a `run` of its own hides that of the server
        return
    request: pytest.FixtureRequest = item._request  # type: ignore[attr-defined]
    refused = _GRAMMAR.refusals(request.getfixturevalue("grammar_server"))
    if refused:
        pytest.fail("PostgreSQL refuses:\n\n" + "\n\n".join(refused), pytrace=False)


@pytest.fixture(scope="session")
def grammar_server(postgresql: PostgreSQL) -> Generator[psycopg.Connection[Any], None, None]:
    """A connection to a database of the run that has our tables."""
    with postgresql.fresh() as url:
        connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        yield connection
        connection.close()
