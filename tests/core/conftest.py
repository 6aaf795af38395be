"""Fixtures of the tests of the engine."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
import structlog

from bot.core import Router
from tests.core.engine import Engine
from tests.databases import Fresh

Make = Callable[..., Engine]


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """Failures are meant here: nobody waits for their tracebacks to be drawn."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[_dropped])
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _no_needless_looks() -> Iterator[None]:
    """Delivery looks when something is due, not just every half minute in case it forgot."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.core.outbound.delivery.LONGEST_SLEEP", timedelta(days=1))
        yield


def _dropped(_logger: object, _name: str, event: object) -> str:
    return str(event)


@pytest.fixture
def make(database_url: str) -> Iterator[Make]:
    """Make engines over one database, once on SQLite and once on PostgreSQL."""
    with _engines_over(database_url) as make_one:
        yield make_one


@pytest.fixture
def make_light(fresh_database: Fresh) -> Iterator[Make]:
    """Make engines over one SQLite file, for rules that no database can change."""
    with _engines_over(fresh_database("sqlite")) as make_one:
        yield make_one


@pytest.fixture
def make_postgresql(fresh_database: Fresh) -> Iterator[Make]:
    """Make engines over one PostgreSQL database, for cases that SQLite does not have."""
    with _engines_over(fresh_database("postgresql")) as make_one:
        yield make_one


@contextmanager
def _engines_over(url: str) -> Iterator[Make]:
    made: list[Engine] = []
    with ExitStack() as closing_all:

        def make_one(*routers: Router, **parts: Any) -> Engine:  # noqa: ANN401 - its parts
            made.append(Engine(url, *routers, **parts, is_new=not made))
            closing_all.callback(made[-1].close)
            return made[-1]

        yield make_one
