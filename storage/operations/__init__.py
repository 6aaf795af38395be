"""Operations."""

from storage.operations.copies import NotTheSameTables, RowImport, Snapshot, snapshot
from storage.operations.database_swap import (
    CannotKeepAside,
    file_of,
    in_place_of,
    is_empty,
    kept_at,
)
from storage.operations.instance_lock import (
    InUse,
    SharedConnections,
    alone_on,
    is_in_use,
    running_on,
    shares_connections,
)
from storage.operations.migrations import (
    MigrationFailed,
    NewerSchema,
    OlderSchema,
    UnknownSchema,
    has_no_tables,
    in_memory,
    is_current,
    is_from_before,
    knows,
    migrate,
    migrated_copy,
    raise_to,
    version,
)

__all__ = [
    "CannotKeepAside",
    "InUse",
    "MigrationFailed",
    "NewerSchema",
    "NotTheSameTables",
    "OlderSchema",
    "RowImport",
    "SharedConnections",
    "Snapshot",
    "UnknownSchema",
    "alone_on",
    "file_of",
    "has_no_tables",
    "in_memory",
    "in_place_of",
    "is_current",
    "is_empty",
    "is_from_before",
    "is_in_use",
    "kept_at",
    "knows",
    "migrate",
    "migrated_copy",
    "raise_to",
    "running_on",
    "shares_connections",
    "snapshot",
    "version",
]
