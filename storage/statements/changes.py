"""Changes of tables, counted at each commit: looking for news takes no statement."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event
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
