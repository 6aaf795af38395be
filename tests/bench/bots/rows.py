"""What a plain bot keeps: one row an update, committed before it answers."""

import sqlite3
from pathlib import Path

PEOPLE = "SELECT person FROM heard"
NEWS = "SELECT substr(words, length('/actu ') + 1) FROM heard"


class Rows:
    def __init__(self, path: str | Path) -> None:
        """Open the file, set as Terreau sets its own: what is committed is not lost."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS heard (id INTEGER PRIMARY KEY, person INTEGER, words TEXT)"
        )

    def add(self, person: int, words: str) -> None:
        """Commit one row."""
        self._connection.execute("INSERT INTO heard (person, words) VALUES (?, ?)", (person, words))
