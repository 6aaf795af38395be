"""Rows that are remembered, and the changes that end it.

Reads are remembered within a unit of work, a few tables from unit to unit; nothing else remembers
rows. A read of a unit of work is right until the unit changes a table that it read, or undoes a
change: `remembered`. A row that is `shared` from unit to unit is right until a unit that changed
its table is committed, or anything is rolled back: one process writes, one unit at a time.

Changes of tables are counted at each commit, too: looking for news takes no statement.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.pool import ConnectionPoolEntry

_CHANGED = "changed tables"
_NUMBERS = "numbers of changes"
_NO_NUMBERS: Counter[str] = Counter()
_NONE: set[str] = set()
_ANY = ""
"""Stands for all tables: SQL that was given as text may have changed any."""
_ALL = "*"
"""Stands for the changes of all tables together."""
_OF = ":"
"""Stands between a table and the part of it that was changed."""
_CONNECTION = "connection"
_CONCEALED = "concealed"
"""Stands for tables whose changes are not told."""


class Changes:
    """Counts, for each table, the committed transactions that changed it.

    A transaction of another process is not counted.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def watch(self, engine: Engine) -> None:
        """Count what is committed through this engine."""
        event.listen(engine, "after_cursor_execute", _note)
        event.listen(engine, "rollback", _forget)
        event.listen(engine, "checkin", self._count)
        event.listen(engine, "invalidate", self._count)  # a commit may have been made before

    def count(self, *tables: str) -> int:
        """A number that grows whenever a transaction that changed one of these is committed.

        For a part of a table, see `part_of`, it does not grow by changes of other parts.
        """
        return self._counts[_ANY] + sum(map(self._count_of, tables))

    def _count_of(self, table: str) -> int:
        whole, of, part = table.partition(_OF)
        return self._counts[whole] + self._counts[table if of and part else whole + _OF]

    @property
    def total(self) -> int:
        """A number that grows whenever a transaction that changed something is committed.

        Concealed changes count, too.
        """
        return self._counts.total()

    def _count(self, _connection: object, record: ConnectionPoolEntry, *_more: object) -> None:
        # Only here is it committed for sure: SQLAlchemy tells of a commit before it makes it.
        changed: set[str] = record.info.pop(_CHANGED, _NONE)
        self._counts.update(changed)
        self._counts.update({_table_name(each) + _OF for each in changed if _OF in each})


def part_of(table: str, part: str) -> str:
    """The name of the rows of a table that have something in common, such as a network."""
    return f"{table}{_OF}{part}"


def _table_name(table: str) -> str:
    return table.partition(_OF)[0]


def is_changed(connection: Connection, *tables: str) -> bool:
    """True if the transaction in hand changed one of these tables so far."""
    changed: set[str] = connection.info.get(_CHANGED, _NONE)
    return not changed.isdisjoint((_ANY, *tables))


def conceal(connection: Connection, *tables: str) -> None:
    """Do not count what the transaction in hand changed in these tables so far."""
    changed: set[str] = connection.info.get(_CHANGED, set())
    concealed = [each for each in changed if _table_name(each) in tables]
    if concealed:
        changed.difference_update(concealed)
        changed.add(_CONCEALED)


@contextmanager
def changing_part(connection: Connection, table: str, part: str) -> Iterator[None]:
    """Note that changes of a table meanwhile are of one part of it."""
    known = table in connection.info.get(_CHANGED, _NONE)
    yield
    if not known:
        changed: set[str] = connection.info.setdefault(_CHANGED, set())
        changed.discard(table)
        changed.add(part_of(table, part))


def connection_of(session: Session) -> Connection:
    """The connection of a session's transaction, without asking for it each time.

    In a savepoint it is asked for: the session begins one only as it gives the connection away.
    """
    known: Connection | None = session.info.get(_CONNECTION)
    if known is None or session.in_nested_transaction() or not known.in_transaction():
        session.info[_CONNECTION] = known = session.connection()
    return known


def note_change(connection: Connection, table: str) -> None:
    """Remember that the transaction in hand changed a table."""
    info = connection.info
    info.setdefault(_CHANGED, set()).add(table)
    numbers: Counter[str] = info.setdefault(_NUMBERS, Counter())
    numbers[table] += 1
    numbers[_ALL] += 1


def changes_of(connection: Connection, *tables: str) -> int:
    """A number that grows whenever a statement on this connection changes one of these tables.

    Without tables: any. SQL that was given as text may change all.
    """
    numbers: Counter[str] = connection.info.get(_NUMBERS, _NO_NUMBERS)
    if not tables:
        return numbers[_ALL]
    return numbers[_ANY] + sum(numbers[table] for table in tables)


def _note(
    connection: Connection,
    _cursor: Any,  # noqa: ANN401 - the driver's
    statement: str,
    _parameters: object,
    context: Any,  # noqa: ANN401 - the dialect's
    _many: bool,  # noqa: FBT001 - see above
) -> None:
    """Notice the table that a statement of SQLAlchemy's changed."""
    if context is not None and (context.isinsert or context.isupdate or context.isdelete):
        note_change(connection, context.compiled.statement.table.name)
    elif (context is None or context.is_text) and not statement.startswith(_CHANGES_NOTHING):
        note_change(connection, _ANY)


_CHANGES_NOTHING = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT", "PRAGMA")


def _forget(connection: Connection) -> None:
    if not connection.invalidated:  # to ask it for more would connect it again
        connection.info.pop(_CHANGED, None)


MOST_SHARED = 1000
"""Number of rows that are shared at most."""
_REMEMBERED = "remembered reads"
_SHARED = "shared rows"

P = ParamSpec("P")
R = TypeVar("R")
Key = tuple[type, int | str]


class _Repository(Protocol):
    @property
    def _session(self) -> Session: ...


Self = TypeVar("Self", bound=_Repository)


@dataclass(slots=True)
class _Reads:
    """Results by what was read, each with the number of changes of its tables by then."""

    entities: object = None
    """The session's entities: others, once it let go of them."""
    known: dict[Any, tuple[int, Any]] = field(default_factory=dict)


def remember_in(session: Session) -> None:
    """Remember reads in this session, which belongs to a unit of work: its changes are noted."""
    session.info[_REMEMBERED] = _Reads()


def forget(session: Session) -> None:
    """Read everything again: rows were locked, or changes undone."""
    if _REMEMBERED in session.info:
        remember_in(session)
    shared: SharedRows | None = session.info.get(_SHARED)
    if shared is not None:
        shared.forget()


def remembered(
    *tables: str,
) -> Callable[[Callable[Concatenate[Self, P], R]], Callable[Concatenate[Self, P], R]]:
    """Decorate a read that is repeated only after this unit of work changed one of these tables.

    Without tables, any change counts: those that triggers and cascades make are not noted. Nobody
    may change what is returned.
    """

    def decorate(
        read: Callable[Concatenate[Self, P], R],
    ) -> Callable[Concatenate[Self, P], R]:
        @wraps(read)
        def once(repository: Self, /, *args: P.args, **named: P.kwargs) -> R:
            session = repository._session  # noqa: SLF001 - of the repository's own method
            reads: _Reads | None = session.info.get(_REMEMBERED)
            if reads is None or named:
                return read(repository, *args, **named)
            session.flush()
            if reads.entities is not session.identity_map:
                reads.entities, reads.known = session.identity_map, {}
            changes, key = changes_of(connection_of(session), *tables), (read, *args)
            known = reads.known.get(key)
            if known is None or known[0] != changes:
                reads.known[key] = known = changes, read(repository, *args, **named)
            return cast("R", known[1])

        return once

    return decorate


class SharedRows:
    """Rows of a few tables, which the units that write share one after the other."""

    def __init__(self, changes: Changes, *tables: str) -> None:
        """Share rows of these tables, whose committed `changes` are counted."""
        self._changes = changes
        self.tables = tables
        self._rows: dict[Key, object] = {}
        self._seen = 0

    def watch(self, engine: Engine) -> None:
        """Forget all rows when something is rolled back through this engine."""
        event.listen(engine, "rollback", self.forget)
        event.listen(engine, "rollback_savepoint", self.forget)

    def forget(self, *_rolled_back: object) -> None:
        """Forget all rows: one may tell what was undone."""
        self._rows.clear()

    def offer_to(self, session: Session) -> None:
        """Serve rows to a writing unit, and keep those that it reads."""
        if self._seen != self._changes.count(*self.tables):
            self._seen = self._changes.count(*self.tables)
            self.forget()
        session.info[_SHARED] = self

    def get(self, session: Session, key: Key) -> object | None:
        """The kept row, from now on of this session."""
        row = self._rows.get(key)
        if row is None:
            return None
        of = object_session(row)
        identity: Any = instance_state(row).key
        if of is None and identity not in session.identity_map:
            session.add(row)
            return row
        return row if of is session else None

    def keep(self, key: Key, row: object) -> None:
        """Keep a row for the units that follow."""
        if len(self._rows) >= MOST_SHARED:
            self.forget()
        self._rows[key] = row


def shared(
    session: Session, kind: type[R], key: int | str, read: Callable[[], R | None]
) -> R | None:
    """The row of this kind and key: a kept one, else as it is `read`.

    A unit that only reads, or that changed such rows, reads it itself.
    """
    rows: SharedRows | None = session.info.get(_SHARED)
    if rows is None or is_changed(connection_of(session), *rows.tables):
        return read()
    row = cast("R | None", rows.get(session, (kind, key)))
    if row is None:
        row = read()
        if row is not None:
            rows.keep((kind, key), row)
    return row
