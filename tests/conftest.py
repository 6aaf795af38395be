"""Fixtures of all tests."""

from collections.abc import Callable, Collection, Generator, Iterator

import pytest
from hypothesis import settings

from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.crash_watch import WATCH, listen
from tests.postgresql_share import drawer, on_postgresql
from tests.saved_towns import SavedTowns
from tests.town import Town, town_settings

pytest_plugins = [
    "tests.plugins.garbage",
    "tests.plugins.run",
    "tests.plugins.processor_time",
    "tests.plugins.spared_disk",
    "tests.plugins.statements",
    "tests.plugins.sweeps",
    "tests.databases",
    "tests.plugins.postgresql_grammar",  # it uses the databases
    "tests.networks.region",
    "tests.synapse.fixtures",
]

# The same examples on every run: a failure can be seen again.
settings.register_profile("terreau", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("terreau")

ON_BOTH = {
    "core/declarations/test_jobs.py": "two who settle the same job",
    "core/inbound/dispatcher/test_database_trouble.py": "transactions that end early",
    "core/inbound/dispatcher/test_dispatcher.py": "order, and characters that cannot be stored",
    "core/inbound/dispatcher/test_poisons.py": "an error there ends the whole transaction",
    "core/outbound/test_delivery.py": "order",
    "house/test_revisions.py": "triggers",
    "operations/backup": "what is written and read back is the database itself",
    "plugins": "the databases of tests",
    "storage": "its statements",
    "upgrades": "migrations",
    "web/test_health.py::test_a_dead_database_is_told_and_heals": "a server that is away",
}
"""Tests that run on PostgreSQL, too, for what is its own: files, folders or tests, with the reason.
Of all others that could, those that `on_postgresql.txt` lists do."""
LONG = {
    "handlers",
    "core/inbound/words",
    "operations/backup",
    "storage/audit",
    "storage/operations/test_migrations.py",
    "storage/questions",
    "storage/statements/test_remembered_rows.py",
    "storage/test_everything.py",
    "storage/members/test_registers.py",
}
"""Tests that take long on PostgreSQL."""
WAIT = {"test_two_servers.py", "test_install_page.py"}
"""Tests that wait for the limits of homeservers or for installations: begun last, they would be
waited for alone."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the second database to what is its own, and to `make slow` where it takes long."""
    items.sort(key=lambda item: item.path.name not in WAIT)
    _leave_twins(config, items)
    for item in items:
        is_long = _is_in(item, LONG) or item.get_closest_marker("timeout")
        if is_long and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.slow)


def _leave_twins(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on PostgreSQL what shows the same as on SQLite; a listed conversation goes once.

    Of a drawer without a listed one, the first goes.
    """
    waiting = set(on_postgresql())
    drawers = {None, *map(drawer, waiting)}
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        test = item.nodeid.partition("[")[0]
        is_kept = not _is_twin(item) or _is_in(item, ON_BOTH) or test in waiting
        if not is_kept and drawer(test) not in drawers:
            drawers.add(drawer(test))
            is_kept = True
        (kept if is_kept else left).append(item)
        if _is_twin(item):
            waiting.discard(test)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def _is_twin(item: pytest.Item) -> bool:
    """True for a test on PostgreSQL that is there because `database_url` names both databases."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    marks = getattr(item.function, "pytestmark", [])
    is_meant = any(each.name == "postgres" for each in marks)
    return item.callspec.params.get("database_url") == "postgresql" and not is_meant


def _is_in(item: pytest.Item, places: Collection[str]) -> bool:
    """True if a test, its file or one of its folders is among these places of `tests`."""
    test = item.nodeid.partition("[")[0].removeprefix("tests/")
    return any(test == each or test.startswith((f"{each}/", f"{each}::")) for each in places)


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
    """The town; listed conversations have it on PostgreSQL, too."""
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
