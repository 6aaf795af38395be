"""Constraints of tables that hold rows, added and dropped alike on both databases.

SQLite alters no constraint. Its documentation (lang_altertable.html, section 7) says to edit the
table's stored statement instead: unlike a copy of the table this keeps its triggers and leaves the
rows that cascade from it alone. Rows that break the constraint have to be gone before.
"""

from collections.abc import Iterable

from alembic import op
from sqlalchemy import text


def is_sqlite() -> bool:
    """True where a migration runs on SQLite, False on PostgreSQL."""
    return op.get_bind().dialect.name == "sqlite"


def add_constraint(table: str, name: str, rule: str) -> None:
    """Add a constraint, whose `rule` is SQL that both databases know."""
    if not is_sqlite():
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")
        return
    statement = _statement(table)
    end = statement.rindex(")")
    _store(table, f"{statement[:end].rstrip()},\n\tCONSTRAINT {name} {rule}\n{statement[end:]}")


def drop_constraint(table: str, name: str) -> None:
    """Drop a constraint by its name."""
    if not is_sqlite():
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return
    statement = _statement(table)
    start = statement.index(f"CONSTRAINT {name} ")
    end, depth = start, 0
    while depth or statement[end] not in ",)":
        depth += {"(": 1, ")": -1}.get(statement[end], 0)
        end += 1
    before, after = statement[:start].rstrip().removesuffix(","), statement[end:]
    _store(table, f"{before}\n{after}" if after.startswith(")") else before + after)


def allow_words(table: str, column: str, words: Iterable[str]) -> None:
    """Replace the words that a column may have."""
    name = f"ck_{table}_{column}"
    drop_constraint(table, name)
    add_constraint(table, name, f"CHECK ({column} IN ({', '.join(map(repr, words))}))")


def _statement(table: str) -> str:
    found = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    statement: str = op.get_bind().execute(found, {"name": table}).scalar_one()
    return statement


def _store(table: str, statement: str) -> None:
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    stored = text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name")
    connection.execute(stored, {"sql": statement, "name": table})
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=RESET")  # and read it anew
