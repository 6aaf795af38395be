"""A mail server for each test, and a receiver that keeps what comes."""

from collections.abc import AsyncIterator

import pytest

from tests.transports.contract import Shelf
from tests.transports.mail.ground import MailGround, mail_ground


@pytest.fixture
async def ground() -> AsyncIterator[MailGround]:
    async with mail_ground() as made:
        yield made


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long: the mailbox of pymap forgets to tell what comes just when IDLE begins."""
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.05)
    monkeypatch.setattr("bot.transports.mail.mailbox._IDLE_STEP", 0.2)
    monkeypatch.setattr("bot.transports.mail.mailbox._IDLE_ROUNDS", 2)
    monkeypatch.setattr("bot.transports.mail.transport._GREETED_EVERY", 0.05)
