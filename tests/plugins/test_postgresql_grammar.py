"""Statements on SQLite that PostgreSQL refuses are found."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import Executable, column, func, select, table, text
from sqlalchemy.dialects import sqlite

from tests.plugins.postgresql_grammar import Grammar

TASTES = table("cultivators", column("id"), column("address"))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        (select(TASTES.c.address).where(TASTES.c.id.in_([1, 2])), ""),
        (select(func.julianday(TASTES.c.address)), "function julianday(character varying)"),
        (select(TASTES.c.id).where(TASTES.c.id == TASTES.c.address), "operator does not exist"),
        (select(TASTES.c.id, func.count()).group_by(TASTES.c.address), "GROUP BY"),
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
