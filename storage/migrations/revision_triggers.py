"""Triggers that raise revisions (`storage/revisions.py`), alike on both databases.

Migrations share them, so their SQL stays as it is: another trigger needs another migration.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alembic import op

from storage.migrations.constraints import is_sqlite

_RAISE = """
INSERT INTO revisions (kind, key, changes) SELECT '{kind}', {{row}}.{key}, 1 WHERE true
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_RAISE_EACH = """
INSERT INTO revisions (kind, key, changes)
SELECT '{kind}', {table}.{key}, 1 FROM {table} WHERE {table}.{named_in} = {{row}}.{column}
ON CONFLICT (kind, key) DO UPDATE SET changes = revisions.changes + 1
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION raise_revision_of_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {raise_old}; ELSE {raise_new}; END IF;
    RETURN NULL;
END $$
"""


def raise_one(kind: str, key: str = "id") -> str:
    """SQL that raises the revision of the thing whose id a column of the changed row has."""
    return _RAISE.format(kind=kind, key=key)


def raise_each(kind: str, table: str, named_in: str, *, column: str = "id", key: str = "id") -> str:
    """SQL that raises the revision of each thing of another table that refers to the row.

    Its column `named_in` refers to the row's `column`; its `key` has the thing's id.
    """
    return _RAISE_EACH.format(kind=kind, table=table, named_in=named_in, column=column, key=key)


@dataclass(frozen=True, slots=True)
class RevisionTriggers:
    """The triggers of a table that raise a revision."""

    table: str
    raises: str
    """SQL as of `raise_one` and `raise_each`."""
    columns: Sequence[str]
    """The columns of which a change raises it."""
    events: Sequence[str] = ("update", "delete")
    name: str = ""
    """The beginning of the triggers' names; empty for that of the table."""

    def create(self) -> None:
        """Create the triggers, and on PostgreSQL their function."""
        raise_old, raise_new = (self.raises.format(row=row) for row in ("old", "new"))
        differs = "old.{0} IS NOT new.{0}"
        if not is_sqlite():
            values = {"name": self._name, "raise_old": raise_old, "raise_new": raise_new}
            op.execute(_FUNCTION.format(**values))
            differs = "old.{0}::text IS DISTINCT FROM new.{0}::text"  # JSON has no equality there
        when = " OR ".join(differs.format(each) for each in self.columns)
        for event in self.events:
            raised = raise_old if event == "delete" else raise_new
            done = f"EXECUTE FUNCTION raise_revision_of_{self._name}()"
            if is_sqlite():
                done = f"BEGIN {raised}; END"
            of = f"UPDATE OF {', '.join(self.columns)}" if event == "update" else event.upper()
            condition = f"WHEN ({when})" if event == "update" else ""
            op.execute(
                f"CREATE TRIGGER {self._name}_revised_by_{event} AFTER {of} ON {self.table} "
                f"FOR EACH ROW {condition} {done}"
            )

    def drop(self) -> None:
        """Drop the triggers and their function."""
        for event in self.events:
            on = "" if is_sqlite() else f" ON {self.table}"
            op.execute(f"DROP TRIGGER {self._name}_revised_by_{event}{on}")
        if not is_sqlite():
            op.execute(f"DROP FUNCTION raise_revision_of_{self._name}()")

    @property
    def _name(self) -> str:
        return self.name or self.table
