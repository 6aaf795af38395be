"""What the tests of the engine share."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import structlog

from tests.core.engine import Engine

Make = Callable[..., Engine]


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """Failures are meant here: nobody waits for their tracebacks to be drawn."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[_dropped])
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _no_needless_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Delivery looks when something is due, not just every half minute in case it forgot."""
    monkeypatch.setattr("bot.core.delivery.LONGEST_SLEEP", timedelta(days=1))


def _dropped(_logger: object, _name: str, event: object) -> str:
    return str(event)


@pytest.fixture
def make(database_url: str) -> Iterator[Make]:
    """Make engines over one database, once on SQLite and once on PostgreSQL."""
    made: list[Engine] = []

    def make_one(*routers: object, **parts: object) -> Engine:
        made.append(Engine(database_url, *routers, **parts))  # type: ignore[arg-type]
        return made[-1]

    yield make_one
    for each in made:
        each.close()


@pytest.fixture
def make_light(fresh_database: Callable[[str], str]) -> Iterator[Make]:
    """Make engines over one SQLite file, for rules that no database can change."""
    url = fresh_database("sqlite")
    made: list[Engine] = []

    def make_one(*routers: object, **parts: object) -> Engine:
        made.append(Engine(url, *routers, **parts))  # type: ignore[arg-type]
        return made[-1]

    yield make_one
    for each in made:
        each.close()
