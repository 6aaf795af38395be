"""nio's store of keys, for several clients that each run in a thread of their own.

nio binds its tables, which all its stores share, to the store that is being used. Two threads at
once would write into each other's files: one waits for the other, for a few milliseconds.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

from nio.store import DefaultStore
from peewee import SqliteDatabase

_TABLES = RLock()


class _Database(SqliteDatabase):  # type: ignore[misc] # peewee has no types
    """A file that has nio's tables for itself while it is used."""

    @contextmanager
    def bind_ctx(self, models: Sequence[Any], *options: bool) -> Iterator[Sequence[Any]]:
        with _TABLES, super().bind_ctx(models, *options):
            yield models


class KeyStore(DefaultStore):  # type: ignore[misc] # nio has no types
    """The store of one client."""

    def _create_database(self) -> _Database:
        """As nio's own: what is deleted is overwritten."""
        return _Database(self.database_path, pragmas={"foreign_keys": 1, "secure_delete": 1})
