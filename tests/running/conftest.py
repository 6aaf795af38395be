"""Programs that are started, and a log that tests leave alone."""

import pytest

from bot.operations import log
from tests.running.programs import start

__all__ = ["quiet_log", "start"]


@pytest.fixture
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log of the tests alone."""
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)
    monkeypatch.setattr(log, "watch", lambda: None)
