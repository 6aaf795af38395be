"""Communities and rooms as the last commit left them, so that units of work need not read them."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, object_session
from sqlalchemy.orm.attributes import instance_state

from storage.base import Base
from storage.statements import Changes, connection_of, is_changed

PLACES = ("communities", "rooms")
"""The tables whose rows are kept."""
MOST = 1000
"""Number of rows that are kept at most."""
_KNOWN = "known places"

Key = tuple[type[Base], int | str]
R = TypeVar("R", bound=Base)


class KnownPlaces:
    """Rows that the units which write share, one after the other.

    One process writes, one unit at a time: a row is right until a unit that changed its table is
    committed. After any rollback all are forgotten, since a row may tell what was undone.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._rows: dict[Key, Base] = {}
        self._seen = 0

    def watch(self, engine: Engine) -> None:
        """Forget all rows when something is rolled back through this engine."""
        event.listen(engine, "rollback", self.forget)
        event.listen(engine, "rollback_savepoint", self.forget)

    def forget(self, *_rolled_back: object) -> None:
        """Forget all rows."""
        self._rows.clear()

    def offer_to(self, session: Session) -> None:
        """Serve rows to a writing unit, and keep those that it reads."""
        if self._seen != self._changes.count(*PLACES):
            self._seen = self._changes.count(*PLACES)
            self.forget()
        session.info[_KNOWN] = self

    def get(self, session: Session, key: Key) -> Base | None:
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

    def keep(self, key: Key, row: Base) -> None:
        """Keep a row for the units that follow."""
        if len(self._rows) >= MOST:
            self.forget()
        self._rows[key] = row


def shared(
    session: Session, key: tuple[type[R], int | str], read: Callable[[], R | None]
) -> R | None:
    """The row of this key: a kept one, else as it is `read`.

    A unit that only reads, or that changed such rows, reads it itself.
    """
    known: KnownPlaces | None = session.info.get(_KNOWN)
    if known is None or is_changed(connection_of(session), *PLACES):
        return read()
    row = cast("R | None", known.get(session, key))
    if row is None:
        row = read()
        if row is not None:
            known.keep(key, row)
    return row


def forget_places(session: Session) -> None:
    """Forget the kept rows: those of this session may tell what was undone."""
    known: KnownPlaces | None = session.info.get(_KNOWN)
    if known is not None:
        known.forget()
