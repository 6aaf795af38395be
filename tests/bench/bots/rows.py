"""The rows of a plain bot: one row an update, committed before it answers."""

import asyncio
import sqlite3

PEOPLE = "SELECT person FROM heard"
NEWS = "SELECT substr(words, length('/actu ') + 1) FROM heard"


class Rows:
    def __init__(self, path: str, *, in_threads: bool) -> None:
        """Open the file, set as Terreau sets its own: committed rows are not lost.

        With `in_threads` the event loop does not wait for the disk, which costs speed.
        """
        self._in_threads = in_threads
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS heard (id INTEGER PRIMARY KEY, person INTEGER, words TEXT)"
        )

    async def add(self, person: int, words: str) -> None:
        """Commit one row."""
        if self._in_threads:
            await asyncio.to_thread(self._insert, person, words)
        else:
            self._insert(person, words)

    def _insert(self, person: int, words: str) -> None:
        self._connection.execute("INSERT INTO heard (person, words) VALUES (?, ?)", (person, words))
