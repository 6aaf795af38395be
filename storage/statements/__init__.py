"""Statements, and what follows from them: noted changes, remembered reads, a log written ahead."""

from storage.statements.dialects import (
    BUSY_MS,
    FullText,
    InsertInto,
    WriteAheadLog,
    insert_into,
    is_sqlite,
    plan_by_values,
    stored_tokens,
)
from storage.statements.prepared import (
    Prepared,
    entity_of,
    execute_plain,
    tell_refusals,
)
from storage.statements.read_cache import (
    Changes,
    SharedRows,
    changing_part,
    conceal,
    connection_of,
    forget,
    is_changed,
    note_change,
    part_of,
    remember_in,
    remembered,
    shared,
)

__all__ = [
    "BUSY_MS",
    "Changes",
    "FullText",
    "InsertInto",
    "Prepared",
    "SharedRows",
    "WriteAheadLog",
    "changing_part",
    "conceal",
    "connection_of",
    "entity_of",
    "execute_plain",
    "forget",
    "insert_into",
    "is_changed",
    "is_sqlite",
    "note_change",
    "part_of",
    "plan_by_values",
    "remember_in",
    "remembered",
    "shared",
    "stored_tokens",
    "tell_refusals",
]
