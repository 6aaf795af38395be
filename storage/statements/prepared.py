"""Statements of the hot paths: compiled once, and given to SQLite's driver as they are."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, NoReturn, TypeVar, cast

from sqlalchemy import Connection, Delete, Dialect, Executable, Insert, Update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from storage.statements.changes import note_change
from storage.statements.dialects import InsertInto, insert_of

_CONNECTION = "connection"

Values = Mapping[str, Any]
Row = Sequence[Any]
Convert = Callable[[Any], Any]
Entity = TypeVar("Entity")


@dataclass(frozen=True, slots=True)
class _Place:
    """A value of a statement: one that is given each time, or else a constant."""

    given: str | None
    convert: Convert | None
    constant: object = None

    def value(self, values: Values) -> object:
        if self.given is None:
            return self.constant
        value = values[self.given]
        return value if self.convert is None else self.convert(value)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as SQLite's driver takes it; `converts` are of the columns that it returns."""

    sql: str
    places: tuple[_Place, ...]
    converts: tuple[tuple[int, Convert], ...]

    def values(self, values: Values) -> list[object]:
        return [each.value(values) for each in self.places]

    def read(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows, with the values of their columns as Python has them."""
        return [self._converted(row) for row in rows] if rows and self.converts else rows

    def _converted(self, row: Row) -> Row:
        values = list(row)
        for index, convert in self.converts:
            values[index] = convert(values[index])
        return values


class Prepared:
    """A Core statement whose values are given by name; an INSERT names its `columns`.

    It takes no expanding values: `IN` is for statements that are executed less often.
    """

    def __init__(
        self, statement: Executable | Callable[[InsertInto], Executable], *columns: str
    ) -> None:
        """Take one statement for all databases, or a function of a database's INSERT."""
        self._given = statement
        self._made: dict[str, Executable] = {}
        self._columns = columns or None
        self._compiled: _Compiled | None = None

    def rows(self, session: Session, **values: Any) -> Sequence[Row]:  # noqa: ANN401 - of any type
        """Execute it; gives the rows that it returns."""
        connection = connection_of(session)
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement(connection), values).all()
        return self._on_sqlite(connection, values)

    def first(self, session: Session, **values: Any) -> Row | None:  # noqa: ANN401 - likewise
        """Execute it; gives the first row, if there is one."""
        rows = self.rows(session, **values)
        return rows[0] if rows else None

    def one(self, session: Session, **values: Any) -> Row:  # noqa: ANN401 - likewise
        """Execute it; gives its only row, which must exist."""
        row = self.first(session, **values)
        if row is None:
            raise NoResultFound
        return row

    def count(self, session: Session, **values: Any) -> int:  # noqa: ANN401 - likewise
        """Execute it; gives how many rows it changed or deleted."""
        connection = connection_of(session)
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement(connection), values).rowcount
        return self._cursor_on_sqlite(connection, values).rowcount

    def run(self, session: Session, *each: Values) -> None:
        """Execute it, once for each of these values."""
        connection = connection_of(session)
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement(connection), list(each))
        elif each:
            self._on_sqlite(connection, *each)

    def _statement(self, connection: Connection) -> Any:  # noqa: ANN401 - what is executed
        if isinstance(self._given, Executable):
            return self._given
        name = connection.dialect.name
        if name not in self._made:
            self._made[name] = self._given(insert_of(name))
        return self._made[name]

    def _on_sqlite(self, connection: Connection, *each: Values) -> Sequence[Row]:
        cursor = self._cursor_on_sqlite(connection, *each)
        compiled = cast("_Compiled", self._compiled)
        try:
            return compiled.read(cursor.fetchall() if len(each) == 1 else ())
        except sqlite3.Error as error:
            refuse(connection, error, compiled.sql)

    def _cursor_on_sqlite(self, connection: Connection, *each: Values) -> sqlite3.Cursor:
        statement = self._statement(connection)
        if self._compiled is None:
            self._compiled = _compiled(statement, connection.dialect, self._columns)
        compiled = self._compiled
        driver: Any = connection.connection.driver_connection
        try:
            if len(each) == 1:
                cursor: sqlite3.Cursor = driver.execute(compiled.sql, compiled.values(each[0]))
            else:
                cursor = driver.executemany(compiled.sql, map(compiled.values, each))
        except sqlite3.Error as error:
            refuse(connection, error, compiled.sql)
        if isinstance(statement, Insert | Update | Delete):
            note_change(connection, str(statement.table))
        return cursor


def entity_of(
    session: Session, kind: type[Entity], columns: Mapping[str, Any], *, key: str = "id"
) -> Entity:
    """The entity of a row that a statement read whole; one that the session has goes first.

    `key` names the column that is its primary key.
    """
    identity = identity_key(kind, columns[key])
    known: Entity | None = session.identity_map.get(identity)
    if known is not None:
        return known
    entity = kind(**columns)
    make_transient_to_detached(entity)
    session.add(entity)
    return entity


def connection_of(session: Session) -> Connection:
    """The connection of a session's transaction, without asking for it each time.

    In a savepoint it is asked for: the session begins one only as it gives the connection away.
    """
    known: Connection | None = session.info.get(_CONNECTION)
    if known is None or session.in_nested_transaction() or not known.in_transaction():
        session.info[_CONNECTION] = known = session.connection()
    return known


def execute_plain(connection: Connection, statement: str) -> None:
    """Execute a statement without values that changes no table, such as SAVEPOINT."""
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(statement)
    except connection.dialect.loaded_dbapi.Error as error:
        refuse(connection, error, statement)


def refuse(connection: Connection, error: Exception, statement: str) -> NoReturn:
    """Raise the error of a driver as SQLAlchemy does for the statements that go through it."""
    connection._handle_dbapi_exception(error, statement, None, None, None)  # noqa: SLF001 - no public way


def _compiled(statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> _Compiled:  # noqa: ANN401 - what is executed
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise ValueError(f"columns with a default are not named: {compiled}")
    binds = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
    returned = statement.exported_columns if hasattr(statement, "exported_columns") else ()
    converts = (
        (index, _kind(column.type, dialect).result_processor(dialect, None))
        for index, column in enumerate(returned)
    )
    return _Compiled(
        compiled.string,
        tuple(starmap(lambda name, bind: _place(name, bind, dialect), binds)),
        tuple((index, convert) for index, convert in converts if convert is not None),
    )


def _place(name: str, bind: Any, dialect: Dialect) -> _Place:  # noqa: ANN401 - SQLAlchemy's
    convert = _kind(bind.type, dialect).bind_processor(dialect)
    if bind.required:
        return _Place(name, convert)
    return _Place(None, None, bind.value if convert is None else convert(bind.value))


def _kind(kind: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's
    """A column's type as the dialect has it."""
    return kind.dialect_impl(dialect)
