"""Statements of the hot paths: compiled once, and given to SQLite's driver as they are."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any, NamedTuple, NoReturn, TypeVar

from sqlalchemy import Connection, Delete, Dialect, Engine, Executable, Insert, Update, event
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, class_mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict

from storage.statements.dialects import InsertInto, insert_of
from storage.statements.read_cache import connection_of, note_change

_REFUSED = "refused"

Row = Mapping[str, Any]
"""A row, or the values of a statement, by name."""
Convert = Callable[[Any], Any]
Entity = TypeVar("Entity")


class _Place(NamedTuple):
    """A value of a statement: one that is given each time, or else a constant."""

    given: str | None
    convert: Convert | None
    constant: object = None


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as SQLite's driver takes it; `converts` are of the columns that it returns."""

    sql: str
    places: tuple[_Place, ...]
    columns: tuple[str, ...]
    converts: tuple[tuple[str, Convert], ...]
    changes: str | None
    """The table that it changes."""

    def values(self, values: Row) -> list[object]:
        return [
            constant
            if given is None
            else (values[given] if convert is None else convert(values[given]))
            for given, convert, constant in self.places
        ]

    def row(self, row: Sequence[Any]) -> Row:
        """A row with the values of its columns as Python has them."""
        named = dict(zip(self.columns, row, strict=True))
        for name, convert in self.converts:
            named[name] = convert(named[name])
        return named


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
            found = connection.execute(self._statement(connection), values)
            return [row._asdict() for row in found]
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

    def run(self, session: Session, *each: Row) -> None:
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

    def _on_sqlite(self, connection: Connection, *each: Row) -> Sequence[Row]:
        compiled = self._compiled
        if compiled is None:
            statement = self._statement(connection)
            self._compiled = compiled = _compiled(statement, connection.dialect, self._columns)
        driver: Any = connection.connection.driver_connection
        try:
            if len(each) == 1:
                rows = driver.execute(compiled.sql, compiled.values(each[0])).fetchall()
            else:
                rows = driver.executemany(compiled.sql, map(compiled.values, each)).fetchall()
        except sqlite3.Error as error:
            _refuse(connection, error, compiled.sql)
        if compiled.changes is not None:
            note_change(connection, compiled.changes)
        return [compiled.row(row) for row in rows]


def entity_of(session: Session, kind: type[Entity], columns: Row, *, key: str = "id") -> Entity:
    """The entity of a row that a statement read whole; one that the session has goes first.

    `key` names the column that is its primary key.
    """
    mapper = class_mapper(kind)
    identity = mapper.identity_key_from_primary_key((columns[key],))
    known: Entity | None = session.identity_map.get(identity)
    if known is not None:
        return known
    # As a query makes it: its constructor would compare each value with none before.
    entity: Entity = mapper.class_manager.new_instance()
    instance_dict(entity).update(columns)
    make_transient_to_detached(entity)
    session.add(entity)
    return entity


def execute_plain(connection: Connection, statement: str) -> None:
    """Execute a statement without values that changes no table, such as SAVEPOINT."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(statement)
        return
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(statement)
    except sqlite3.Error as error:
        _refuse(connection, error, statement)


def tell_refusals(engine: Engine) -> None:
    """Raise what the driver refused through SQLAlchemy, as for the statements that it executes."""
    event.listen(engine, "do_execute", _raise_refused)


def _refuse(connection: Connection, error: Exception, statement: str) -> NoReturn:
    connection.exec_driver_sql(statement, execution_options={_REFUSED: error})
    raise error


def _raise_refused(_cursor: object, _statement: str, _values: object, context: Any) -> None:  # noqa: ANN401 - the dialect's
    error: Exception | None = context.execution_options.get(_REFUSED)
    if error is not None:
        raise error


def _compiled(statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> _Compiled:  # noqa: ANN401 - what is executed
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    if compiled.insert_prefetch or compiled.update_prefetch:
        raise ValueError(f"columns with a default are not named: {compiled}")
    binds = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
    returned = statement.exported_columns if hasattr(statement, "exported_columns") else {}
    converts = (
        (name, _kind(column.type, dialect).result_processor(dialect, None))
        for name, column in returned.items()
    )
    return _Compiled(
        compiled.string,
        tuple(starmap(lambda name, bind: _place(name, bind, dialect), binds)),
        tuple(returned.keys()),
        tuple((name, convert) for name, convert in converts if convert is not None),
        str(statement.table) if isinstance(statement, Insert | Update | Delete) else None,
    )


def _place(name: str, bind: Any, dialect: Dialect) -> _Place:  # noqa: ANN401 - SQLAlchemy's
    convert = _kind(bind.type, dialect).bind_processor(dialect)
    if bind.required:
        return _Place(name, convert)
    return _Place(None, None, bind.value if convert is None else convert(bind.value))


def _kind(kind: Any, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's
    """A column's type as the dialect has it."""
    return kind.dialect_impl(dialect)
