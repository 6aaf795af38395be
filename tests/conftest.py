"""What all tests share."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from storage.migrating import migrate
from storage.unit_of_work import Database
from tests.town import Town

pytest_plugins = ["tests.run", "tests.databases", "tests.region", "tests.synapse.fixtures"]

# The same examples on every run: a failure is seen again by whoever looks at it.
settings.register_profile("terreau", derandomize=True, deadline=None)
settings.load_profile("terreau")


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
