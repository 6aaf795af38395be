"""Fixtures of all tests."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.crash_watch import WATCH, listen
from tests.postgresql_share import left_to_sqlite
from tests.saved_towns import SavedTowns
from tests.town import Town, town_settings

pytest_plugins = [
    "tests.plugins.garbage",
    "tests.plugins.postgresql_grammar",
    "tests.plugins.run",
    "tests.plugins.processor_time",
    "tests.plugins.spared_disk",
    "tests.plugins.statements",
    "tests.plugins.sweeps",
    "tests.databases",
    "tests.networks.region",
    "tests.synapse.fixtures",
]

# The same examples on every run: a failure can be seen again.
settings.register_profile("terreau", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("terreau")

HERE = Path(__file__).parent
LONG = {
    "core/context/test_clock.py",
    "core/declarations/access/test_forged_presses.py",
    "core/declarations/access/test_other_communities.py",
    "core/declarations/access/test_permissions.py",
    "core/outbound",
    "docs",
    "handlers",
    "networks/mail",
    "operations/backup",
    "operations/upkeep",
    "schedules",
    "storage/audit",
    "storage/operations/test_migrations.py",
    "storage/questions",
    "storage/statements/test_remembered_rows.py",
    "storage/test_everything.py",
    "test_crash_watch.py",
    "storage/members/test_registers.py",
    "hostile/test_forged_presses.py",
    "networks/test_named_networks.py",
    "vocabulary",
    "walks/test_walk.py",
    "walks/test_walks.py",
}
"""Tests that on PostgreSQL show the same sentences as on SQLite, and take long."""
WAIT = {"test_two_servers.py", "test_install_page.py"}
"""Tests that wait for the limits of homeservers or for installations: begun last, they would be
waited for alone."""
TALKS = ("handlers", "core/inbound/words")
"""Conversations."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the second database to `make slow` where it takes long; begin with tests that wait."""
    items.sort(key=lambda item: item.path.name not in WAIT)
    _leave_repeated_words(config, items)
    for item in items:
        where = item.path.relative_to(HERE)
        places = {where.parts[0], "/".join(where.parts[:2]), where.as_posix()}
        is_long = places & LONG or item.get_closest_marker("timeout")
        if is_long and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.slow)


def _leave_repeated_words(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have a conversation go to the second database once, with whatever words it is tried.

    Its statements are the same. Where others execute all of them, it does not go there at all.
    """
    seen = set(left_to_sqlite())
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        is_talk = any(item.path.is_relative_to(HERE / where) for where in TALKS)
        is_second = is_talk and "postgres" in item.keywords
        test = item.nodeid.partition("[")[0]
        (left if is_second and test in seen else kept).append(item)
        if is_second:
            seen.add(test)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_configure() -> None:
    """Note what the bot logs as a failure."""
    listen()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Watch over a test: it tells by `@pytest.mark.crashes` which crashes it expects."""
    marks = item.iter_markers("crashes")
    WATCH.begin([event for each in marks for event in each.args])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Fail a test in which the bot crashed."""
    yield
    WATCH.check()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """The same, for what happens when its town closes."""
    yield
    WATCH.check(is_over=True)


@pytest.fixture(scope="session")
def prepare_database() -> Callable[[str], None]:
    """New databases have our tables."""

    def prepare(url: str) -> None:
        database = Database(url)
        migrate(database)
        database.close()

    return prepare


@pytest.fixture(scope="session")
def _all_saved_towns() -> SavedTowns:
    return SavedTowns()


@pytest.fixture
def saved_towns(request: pytest.FixtureRequest, _all_saved_towns: SavedTowns) -> SavedTowns | None:
    """The saved towns; None where the test may change the welcome of people who join."""
    return None if "monkeypatch" in request.fixturenames else _all_saved_towns


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town, once on SQLite and once on PostgreSQL."""
    made = Town(database_url, saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def twin(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """An instance with two communities."""
    first = town_settings()
    second = town_settings(
        slug="eau",
        name="Gardiens de l'eau",
        rooms=["telegram:-2001"],
        channels=[],
        gardeners_room="",
        gardeners={},
    )
    both = first.model_copy(update={"communities": [*first.communities, *second.communities]})
    town = Town(database_url, both, saved=saved_towns)
    yield town
    town.close()
