"""Fixtures of crash tests."""

from collections.abc import Iterator

import pytest

from tests.crash.programs.forked_child import end_server


@pytest.fixture(scope="session", autouse=True)
def _server() -> Iterator[None]:
    """Leave no process behind from which children were forked."""
    yield
    end_server()
