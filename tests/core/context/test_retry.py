"""A loop that is woken at every commit looks only when something of its own was committed."""

import asyncio

import pytest
import structlog

from bot.core import tasks
from bot.core.tasks import Heartbeat
from storage.trouble import DatabaseAway
from tests.patience import patient


class Looks:
    """Looks at a store of news, and counts them."""

    def __init__(self, *troubles: Exception) -> None:
        self.wake = asyncio.Event()
        self.news = 0
        self.count = 0
        self.pause = 30.0
        self._troubles = list(troubles)

    async def look(self) -> float:
        self.count += 1
        if self._troubles:
            raise self._troubles.pop()
        return self.pause

    def keep_on(self) -> asyncio.Task[None]:
        looking = tasks.keep_looking(
            self.wake,
            self.look,
            structlog.get_logger(),
            news=lambda: self.news,
            heartbeat=Heartbeat("looks"),
        )
        return asyncio.create_task(looking)

    async def woken(self) -> None:
        self.wake.set()
        for _ in range(50):
            await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(tasks, "DATABASE_ERROR_PAUSE", 0.0)


async def test_a_commit_of_something_else_causes_no_look() -> None:
    looks = Looks()
    task = looks.keep_on()
    await looks.woken()
    await looks.woken()
    assert looks.count == 1

    looks.news += 1
    await looks.woken()
    assert looks.count == 2
    await looks.woken()
    assert looks.count == 2
    task.cancel()


async def test_a_commit_during_a_look_causes_another_look() -> None:
    looks = Looks()
    look = looks.look

    async def look_and_commit() -> float:
        looks.news = 1
        return await look()

    looks.look = look_and_commit  # type: ignore[method-assign]
    task = looks.keep_on()
    await looks.woken()
    assert looks.count == 2
    task.cancel()


async def test_a_loop_without_news_looks_at_its_time() -> None:
    looks = Looks()
    looks.pause = 0.001
    task = looks.keep_on()
    async with patient():
        while looks.count < 2:
            await asyncio.sleep(0.001)
    task.cancel()


@pytest.mark.crashes("database error, trying again")
async def test_a_loop_looks_again_after_a_database_error() -> None:
    looks = Looks(DatabaseAway())
    task = looks.keep_on()
    await looks.woken()
    assert looks.count == 2
    task.cancel()
