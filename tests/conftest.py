"""What all tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.migrating import migrate
from storage.unit_of_work import Database
from tests.town import Town

pytest_plugins = ["tests.run", "tests.databases", "tests.region", "tests.synapse.fixtures"]

# The same examples on every run: a failure is seen again by whoever looks at it.
settings.register_profile("terreau", derandomize=True, deadline=None)
settings.load_profile("terreau")

CONVERSATIONS = Path(__file__).parent / "handlers"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the second database to `make slow` where it is long: in conversations, in drills."""
    for item in items:
        is_long = CONVERSATIONS in item.path.parents or item.get_closest_marker("timeout")
        if is_long and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def prepare_database() -> Callable[[str], None]:
    """New databases have our tables."""

    def prepare(url: str) -> None:
        database = Database(url)
        migrate(database)
        database.close()

    return prepare


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """The town, once on SQLite and once on PostgreSQL."""
    made = Town(database_url)
    yield made
    made.close()
