"""`make migration`; that it writes what a new table asks for is shown by `test_contributing.py`."""

from pathlib import Path

import pytest

import storage.migrations
from storage.operations.new_migration import NothingChanged, write_migration


def test_nothing_is_written_where_no_table_changed() -> None:
    [package] = storage.migrations.__path__
    versions = Path(package) / "versions"
    before = set(versions.glob("*.py"))

    with pytest.raises(NothingChanged):
        write_migration("Nothing")

    assert set(versions.glob("*.py")) == before
