"""Fixtures of the tests of storage."""

from collections.abc import Iterator

import pytest

from storage.unit_of_work import Database
from tests.storage.next_version import next_version

__all__ = ["next_version"]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    opened = Database(database_url)
    yield opened
    opened.close()
