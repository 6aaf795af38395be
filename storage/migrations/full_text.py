"""Full-text indexes of tables of words, each a row by the id of its thing with its `tokens`.

Migrations share them, so their SQL stays as it is.
"""

from alembic import op
from sqlalchemy import text

from storage.migrations.constraints import is_sqlite

# No positions and no sizes: a thing has a word, or has it not.
_FTS5 = """
CREATE VIRTUAL TABLE {index} USING fts5(
    tokens, content='{table}', content_rowid='{key}',
    detail='none', columnsize=0, tokenize='ascii'
)
"""
_PUT = "INSERT INTO {index} (rowid, tokens) VALUES (new.{key}, new.tokens);"
_TAKE_OUT = """
INSERT INTO {index} ({index}, rowid, tokens)
VALUES ('delete', old.{key}, old.tokens);
"""
_DELETE_AT_ONCE = """
INSERT INTO {index} ({index}, rank) VALUES ('secure-delete', 1)
"""
_DELETES_AT_ONCE_SINCE = (3, 42)
# Without a list of pending entries, which each search would read through.
_GIN = """
CREATE INDEX {index} ON {table}
USING gin (to_tsvector('simple', tokens)) WITH (fastupdate = off)
"""


def create_full_text(table: str, key: str, *, index: str) -> None:
    """Create the index of a table of words, and on SQLite the triggers that keep it."""
    names = {"table": table, "key": key, "index": index}
    if not is_sqlite():
        op.execute(_GIN.format(**names))
        return
    op.execute(_FTS5.format(**names))
    put, take_out = _PUT.format(**names), _TAKE_OUT.format(**names)
    for name, event, done in (
        ("put", "INSERT", put),
        ("changed", "UPDATE", take_out + put),
        ("taken_out", "DELETE", take_out),
    ):
        op.execute(f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} BEGIN {done} END")
    used: str = op.get_bind().scalar(text("SELECT sqlite_version()"))
    if tuple(map(int, used.split("."))) >= _DELETES_AT_ONCE_SINCE:
        op.execute(_DELETE_AT_ONCE.format(**names))


def drop_full_text(index: str) -> None:
    """Drop an index; its table of words goes afterwards, with the triggers."""
    op.execute(f"DROP {'TABLE' if is_sqlite() else 'INDEX'} {index}")
