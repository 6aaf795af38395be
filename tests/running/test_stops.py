"""Stops amid updates, letters, and a stuck database: quick, and without loss."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.core import text
from bot.core.context.audience import LETTER
from bot.core.messages.encoding import encode
from bot.domain.roles import Circle
from bot.operations import run
from bot.vocabulary.community_settings import apply_settings
from bot.web import server
from storage.communities import Communities
from storage.members import Consents, Members
from storage.outbound import Mailings
from storage.unit_of_work import Database
from tests.crash.programs.child import crash_settings
from tests.crash.programs.forked_child import ForkedChild
from tests.crash.test_telegram_storm import SENDERS
from tests.crash.worlds.telegram_world import TelegramWorld
from tests.emulator import BotApi, Person
from tests.patience import HANG
from tests.running.awake import stay_awake

LETTER_READERS = 150


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[TelegramWorld]:
    async with (
        BotApi(limits=False, checked=False) as api,
        TelegramWorld(api, tmp_path, people=50) as made,
    ):
        yield made


def mail_a_letter(world: TelegramWorld) -> list[Person]:
    """Put a letter for many readers on its way; return the readers."""
    database = Database(world.url)
    now = datetime.now(UTC)
    readers = [world.api.person(f"L{n}") for n in range(LETTER_READERS)]
    with database.unit() as store:
        apply_settings(store, crash_settings(*world.rooms), now)
        community = store[Communities].all()[0].id
        for person in readers:
            person.private.started = True
            address = f"telegram:{person.id}"
            member = store[Members].register(address, person.name, direct=address, at=now)
            store[Members].join(member, community, Circle.INFORMED, now)
            store[Consents].give(member, community, LETTER, version="1", channel="test", at=now)
            stay_awake(member, now)
        store[Mailings].add(community, LETTER, encode(text("The letter.")), now)
    database.close()
    return readers


async def stopped(child: ForkedChild, *, again_after: float = 0.05) -> None:
    """Tell it to end, twice, as an impatient host does."""
    child.terminate()
    await asyncio.sleep(again_after)
    if child.returncode is None:
        child.terminate()
    await asyncio.wait_for(child.wait(), HANG)


async def polling(world: TelegramWorld, *arguments: str) -> ForkedChild:
    """Start it, and wait until it has asked for updates."""
    child = await world.start(*arguments)
    await world.api.until(lambda: world.polled(times=2))
    return child


async def check_nothing_lost(world: TelegramWorld) -> None:
    counts = await world.counts()
    assert (counts.lost_in, counts.twice_in) == (0, 0)
    assert counts.answers_lost == 0
    assert counts.announced_twice == 0
    assert counts.announced_lost <= counts.uncertain
    assert counts.stuck == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_stop_amid_five_hundred_updates_and_a_letter_loses_nothing(
    world: TelegramWorld,
) -> None:
    readers = mail_a_letter(world)
    await world.write(500)
    child = await polling(world)
    await world.api.until(lambda: world.api.count("sendMessage") > 20)

    await stopped(child)
    assert child.returncode == 0
    assert world.left() > 0, "it was to be stopped amid its work"

    await world.finish()
    await check_nothing_lost(world)
    counts = await world.counts()
    assert (counts.answers_repeated, counts.uncertain) == (0, 0)
    assert [len(each.private.said) for each in readers] == [1] * LETTER_READERS


@pytest.mark.slow
async def test_a_stop_does_not_wait_for_a_network_that_is_slow(world: TelegramWorld) -> None:
    await world.write(20)
    world.api.faults.latency("sendMessage", 10 * HANG)
    child = await polling(world, "--impatient")
    await world.api.until(lambda: world.api.count("sendMessage") >= SENDERS)

    await stopped(child)
    assert child.returncode == 0
    with world.database() as rows:
        cut = rows.execute("SELECT count(*) FROM deliveries WHERE state = 'sending'").fetchone()
    assert cut == (0,), "what became of those that were cut is recorded"

    world.api.faults.clear()
    await world.finish()
    await check_nothing_lost(world)


@pytest.mark.slow
async def test_a_stop_does_not_wait_for_a_database_that_is_stuck(world: TelegramWorld) -> None:
    await world.write(50)
    child = await polling(world, "--impatient")
    with world.database() as other:
        other.execute("BEGIN EXCLUSIVE")
        await world.write(50)
        await asyncio.sleep(0.5)
        await stopped(child)

    await world.finish()
    await check_nothing_lost(world)


def test_a_stop_takes_less_than_ten_seconds() -> None:
    assert app.END_SECONDS + app.ANSWER_SECONDS + app.FATE_SECONDS < run.CUT_SECONDS < 9
    # Two servers end one after the other, and each waits twice.
    assert 2 * 2 * server.SHUTDOWN_SECONDS < app.END_SECONDS
