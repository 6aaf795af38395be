"""Statements on SQLite that PostgreSQL refuses are found."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import Executable, column, func, select, table, text
from sqlalchemy.dialects import sqlite

from tests.plugins.postgresql_grammar import Grammar

MEMBERS = table("members", column("id"), column("name"))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        (select(MEMBERS.c.name).where(MEMBERS.c.id.in_([1, 2])), ""),
        (select(func.julianday(MEMBERS.c.name)), "function julianday(character varying)"),
        (select(MEMBERS.c.id).where(MEMBERS.c.id == MEMBERS.c.name), "operator does not exist"),
        (
            select(MEMBERS.c.id, func.count()).group_by(MEMBERS.c.name),
            "must appear in the GROUP BY clause",
        ),
        (text("PRAGMA user_version"), ""),
    ],
)
def test_what_postgresql_refuses_is_told(
    grammar_server: psycopg.Connection[Any], statement: Executable, refused: str
) -> None:
    grammar = Grammar()
    grammar.begin(is_asked=True)
    grammar.note(statement.compile(dialect=sqlite.dialect()), {})  # type: ignore[attr-defined]

    told = grammar.refusals(grammar_server)

    assert [refused in each for each in told] == ([True] if refused else [])
