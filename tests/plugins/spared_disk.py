"""No test cuts the power: written data only has to reach the system, not the disk.

Databases are spared in `tests.databases`, Synapse's in `tests.synapse.homeserver`; here, all files,
and the keys of Matrix.
"""

import os
from typing import Any

from peewee import SqliteDatabase

_connect = SqliteDatabase._connect


def _connect_unsynced(database: Any) -> Any:  # noqa: ANN401 - peewee has no types
    connection = _connect(database)
    connection.execute("PRAGMA synchronous=OFF")
    return connection


def _skip_sync(_descriptor: object) -> None:
    """Replace `os.fsync` in tests."""


def pytest_configure() -> None:
    SqliteDatabase._connect = _connect_unsynced
    os.fsync = _skip_sync  # type: ignore[assignment]
