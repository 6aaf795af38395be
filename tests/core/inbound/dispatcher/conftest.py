"""A fresh list of calls for each test."""

import pytest

from tests.core.inbound.dispatcher.noting import calls


@pytest.fixture(autouse=True)
def _no_calls_yet() -> None:
    calls.clear()
