"""INSERT with conflict handling, for which each database has its own class."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from sqlalchemy.dialects.sqlite import Insert

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
