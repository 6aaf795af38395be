"""`make migration`; `tests/docs/test_contributing.py` sees that it writes what tables ask."""

from pathlib import Path

import pytest

import storage.migrations
from storage.operations.new_migration import NothingChanged, write_migration


@pytest.mark.slow
def test_nothing_is_written_where_no_table_changed() -> None:
    [package] = storage.migrations.__path__
    versions = Path(package) / "versions"
    before = set(versions.glob("*.py"))

    with pytest.raises(NothingChanged):
        write_migration("Nothing")

    assert set(versions.glob("*.py")) == before
