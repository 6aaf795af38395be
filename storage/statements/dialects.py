"""Differences between the databases: full-text indexes, and INSERT with conflict handling.

SQLite's write-ahead log is emptied soon after each commit, since it shows rows as they were.
"""

import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    Select,
    String,
    Table,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from storage.statements.read_cache import Changes

if TYPE_CHECKING:
    from sqlalchemy.dialects.sqlite import Insert

Joint = Literal["AND", "OR"]


class FullText:
    """A table of words and its index."""

    def __init__(self, words: Table, index: str) -> None:
        self.words = words
        """The table of words."""
        self.id: Column[Any] = next(iter(words.primary_key))
        """The id of the row that is found by its words."""
        self._index = index
        self._fts = table(index, column("rowid"), column(index))
        self._settings = table(f"{index}_config", column("k"), column("v"))

    def put(self, session: Session, id_: int, community_id: int, tokens: Collection[str]) -> None:
        """Index a row by these tokens, in place of earlier ones."""
        self.forget(session, [id_])
        stored = stored_tokens(community_id, tokens)
        session.execute(insert(self.words).values({self.id.name: id_, "tokens": stored}))

    def ids_with(
        self, session: Session, community_id: int, tokens: Collection[str], joint: Joint = "AND"
    ) -> Select[Any]:
        """The ids of a community's rows with all of these tokens, or with any."""
        name = self.id.name
        if is_sqlite(session):
            sought = f"{_community_token(community_id)} AND ({f' {joint} '.join(tokens)})"
            found = select(self._fts.c.rowid.label(name))
            return found.where(self._fts.c[self._index].op("MATCH")(sought))
        mark = {"AND": " & ", "OR": " | "}[joint]
        sought = f"{_community_token(community_id)} & ({mark.join(tokens)})"
        matches = func.to_tsvector("simple", self.words.c.tokens).bool_op("@@")(
            func.to_tsquery("simple", sought)
        )
        # Read from the index before anything else is asked of them, whatever the planner expects.
        cte = select(self.id).where(matches).cte("found")
        return select(cte.prefix_with("MATERIALIZED").c[name])

    def forget(self, session: Session, ids: Collection[int]) -> None:
        """Delete the words of rows, also from the index."""
        session.execute(delete(self.words).where(self.id.in_(ids)))
        if is_sqlite(session):
            # From its release 3.42 on, nothing of a deleted row stays in SQLite's index.
            setting = select(self._settings.c.v).where(self._settings.c.k == "secure-delete")
            if not session.scalar(setting):
                session.execute(insert(self._fts).values({self._index: "optimize"}))


def stored_tokens(community_id: int, tokens: Collection[str]) -> str:
    """Tokens as they are stored: one more tells the community."""
    return " ".join((_community_token(community_id), *tokens))


def is_sqlite(session: Session) -> bool:
    """True on SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def random_hex(session: Session) -> ColumnElement[str]:
    """32 random hexadecimal digits that the database makes, others for each row."""
    if is_sqlite(session):
        return func.lower(func.hex(func.randomblob(16)))
    return func.replace(cast(func.gen_random_uuid(), String), "-", "")


def plan_by_values(session: Session) -> None:
    """Have PostgreSQL plan a search by its words until this unit of work ends.

    After some executions it may keep a plan for all words, which takes seconds for some.
    """
    if not is_sqlite(session):
        session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def _community_token(community_id: int) -> str:
    return f"community{community_id}"


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


InsertInto = Callable[[Any], "Insert"]
"""Makes an INSERT into a table; SQLite's and PostgreSQL's take the same `on_conflict_…`."""


@cache
def insert_of(dialect: str) -> InsertInto:
    """The INSERT of a database, loaded where it is used."""
    made: InsertInto = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return made


def insert_into(session: Session, table: Any) -> "Insert":  # noqa: ANN401 - a table or its class
    """An INSERT for the database of this session."""
    return insert_of(session.get_bind().dialect.name)(table)
