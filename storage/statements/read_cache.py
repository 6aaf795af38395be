"""What is remembered of rows: reads within a unit of work, and a few tables from unit to unit.

Nothing else remembers rows. A read of a unit of work is right until the unit changes a table that
it read, or undoes a change: `remembered`. A row that is `shared` from unit to unit is right until a
unit that changed its table is committed, or anything is rolled back: one process writes, one unit
at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import instance_state

from storage.statements.changes import Changes, changes_of, is_changed
from storage.statements.prepared import connection_of

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
