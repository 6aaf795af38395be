"""No test cuts the power: written data only has to reach the system, not the disk.

Databases are spared in `tests.databases`, Synapse's in `tests.synapse.homeserver`; here, all files,
and the keys of Matrix.
"""

import os
from typing import Any

from peewee import SqliteDatabase

_connect = SqliteDatabase._connect


def _spared(database: Any) -> Any:  # noqa: ANN401 - peewee has no types
    connection = _connect(database)
    connection.execute("PRAGMA synchronous=OFF")
    return connection


def _written(_descriptor: object) -> None:
    """Replace `os.fsync` in tests."""


def pytest_configure() -> None:
    SqliteDatabase._connect = _spared
    os.fsync = _written  # type: ignore[assignment]
