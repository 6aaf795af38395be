"""SQLite's write-ahead log: emptied soon after each commit, since it shows rows as they were.

The log holds every page that was changed, commit by commit. Deleted and changed rows stay legible
in it until it is written over, which takes hours where little happens.
"""

import sqlite3
from contextlib import closing

from sqlalchemy import Engine

from storage.statements.changes import Changes

BUSY_MS = 5000
"""Time that a statement waits for a locked database."""


class WriteAheadLog:
    """The log of one database; PostgreSQL's is its own affair."""

    def __init__(self, engine: Engine, changes: Changes) -> None:
        self._engine = engine
        self._changes = changes
        self._emptied_at = -1

    def empty(self) -> bool:
        """Empty the log if something was committed since; False while a reader needs it.

        It waits for nobody: the next call tries again. To be called where nothing else writes.
        """
        seen = self._changes.total
        if self._engine.dialect.name != "sqlite" or seen == self._emptied_at:
            return True
        with closing(self._engine.raw_connection()) as pooled:
            cursor = pooled.cursor()
            cursor.execute("PRAGMA busy_timeout=0")
            try:
                [(busy, *_)] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error:
                return False
            finally:
                cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        if not busy:
            self._emptied_at = seen
        return not busy
