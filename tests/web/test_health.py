"""`/healthz` says within a minute that something is unwell, and when it is well again.

Nobody waits for that minute here: the clock is moved, and less than a minute.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import psycopg
import pytest
import structlog

from bot.app import CLOCK_SET, App, routers
from bot.config import Settings
from bot.core import Context, Router, Text, tasks, text
from bot.core.context.clock import MovableClock
from bot.core.declarations.router import collect
from bot.core.outbound import health
from bot.transports.telegram import TelegramTransport, polling
from bot.transports.telegram import bot_api as of_telegram
from bot.web.server import health_page, serve
from schedules import runner
from storage import unit_of_work
from storage.inbound import Inbox
from storage.outbound import DeliveryState, Outbox
from storage.trouble import DatabaseAway, LockHeld, sentence_of
from storage.unit_of_work import Database, Store
from tests.crash_watch import WATCH
from tests.emulator import BotApi
from tests.patience import HANG, patient
from tests.web.troubled_databases import TROUBLES, dead, full

SETTINGS = {"communities": [{"slug": "energie", "name": "Énergie"}]}


@dataclass(slots=True)
class Running:
    """The whole program on an emulated Telegram, and its page."""

    api: BotApi
    app: App
    clock: MovableClock
    url: str
    jam: "Jam"

    async def look(self) -> tuple[int, dict[str, Any]]:
        async with aiohttp.ClientSession() as session, session.get(self.url) as response:
            return response.status, await response.json()

    async def becomes(self, status: int, within: float = HANG) -> dict[str, Any]:
        async with patient(within):
            while True:
                found, told = await self.look()
                if found == status:
                    return told
                await asyncio.sleep(0.05)


class Jam(asyncio.Event):
    """The database hinders a command while it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.tries = 0

    async def tried(self, times: int) -> None:
        """Wait until it was tried so often."""
        async with patient():
            while self.tries < times:
                await asyncio.sleep(0.05)


def jammed_by(jam: Jam) -> Router:
    """A command that the database hinders as long as there is a jam."""
    router = Router()

    @router.command("count", fr="compter")
    def count(_ctx: Context, number: int) -> Text:
        """Count."""
        if jam.is_set():
            jam.tries += 1
            raise DatabaseAway
        return text("Counted: {number}.", number=number)

    return router


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """Failures are meant here: nobody waits for their tracebacks to be drawn."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
async def running(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.05)
    for module in (of_telegram, polling):
        monkeypatch.setattr(module, "SHORTEST_BACKOFF", 0.05)
    monkeypatch.setattr(health, "ANSWER_WITHIN", 2.0)
    clock, jam = MovableClock(datetime.now(UTC)), Jam()
    async with BotApi(limits=False) as api:
        transport = TelegramTransport(api.token, api_base=api.url, clock=clock)
        app = App(
            Settings.model_validate(SETTINGS),
            Database(database_url),
            [transport],
            clock,
            declared=collect([*routers(), jammed_by(jam)]),
        )
        page = await serve(health_page(app.health), "127.0.0.1", 0)
        url = f"http://127.0.0.1:{page.addresses[0][1]}/healthz"
        made = Running(api, app, clock, url, jam)
        stop = asyncio.Event()
        living = asyncio.create_task(app.run(stop, page.cleanup))
        async with patient():
            await transport.connected()
        await made.becomes(200)
        yield made
        stop.set()
        async with patient():
            await living


@pytest.mark.slow
async def test_all_is_well(running: Running) -> None:
    told = await running.becomes(200)

    assert told == {
        "status": "ok",
        "unwell": [],
        "told": [],
        "waiting_in": 0,
        "waiting_out": 0,
        "set_aside": 0,
        "uncertain": 0,
        "sealed": 0,
        "held": 0,
    }


@pytest.mark.slow
async def test_a_room_that_waits_for_a_day_is_told_and_the_others_go_on(running: Running) -> None:
    zoe, ana = (running.api.person(name, language="en") for name in ("Zoé", "Ana"))
    running.api.faults.retry_after(zoe.private, 86_400)

    zoe.says("/start")
    while (await running.look())[1]["held"] == 0:
        await asyncio.sleep(0.05)
    ana.says("/start")
    await ana.private.expect(bool)
    told = await running.becomes(200)

    assert told["held"] == 1
    assert told["waiting_out"] >= 1
    assert [each.partition(" until ")[0] for each in told["told"]] == [
        "telegram refuses to take more in 1 of its rooms"
    ]


@pytest.mark.slow
async def test_a_network_that_takes_nothing_for_a_day_is_unwell(running: Running) -> None:
    until = running.clock.now() + timedelta(days=1)
    running.app.deliveries["telegram"]._limits.asked_to_wait(None, until, running.clock.now())

    told = await running.becomes(503)

    assert told["unwell"] == ["telegram"]
    assert told["told"][0].startswith("telegram refuses to take anything until ")
    running.clock.move(timedelta(days=1))


async def test_an_account_that_its_network_refuses_is_told(running: Running) -> None:
    health = running.app.transports["telegram"]._health  # type: ignore[attr-defined] # Telegram's
    health._note_refusal()
    running.clock.move(timedelta(seconds=31))

    told = (await running.becomes(503))["told"]
    health.well()

    assert told[0].startswith("telegram refuses the bot's account since ")
    assert (await running.becomes(200))["told"] == []


async def test_a_dead_network_is_told_and_heals(running: Running) -> None:
    async with running.api.faults.outage():
        transport = running.app.transports["telegram"]
        while transport.ailing_since() is None:
            await asyncio.sleep(0.02)
        assert (await running.look())[0] == 200, "a short silence is no news"
        running.clock.move(timedelta(seconds=31))
        assert (await running.becomes(503))["unwell"] == ["telegram"]

    await running.becomes(200)
    assert {*WATCH.take()} <= {"menus not shown"}, "it may have been about to show them"


@pytest.mark.slow
async def test_a_network_that_swallows_everything_is_told(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outage began when an answer was due, not when we were tired of waiting for it."""
    monkeypatch.setattr(polling, "POLL_SECONDS", 0)
    monkeypatch.setattr(polling, "_GRACE_SECONDS", -3.0)
    running.api.faults.latency("getUpdates", 10)
    running.api.updates.release()
    transport, began = running.app.transports["telegram"], running.clock.now()

    async with patient():
        while (since := transport.ailing_since()) is None:
            await asyncio.sleep(0.05)

    running.api.faults.clear()
    assert since - began < timedelta(seconds=-1)
    running.clock.move(timedelta(seconds=30))
    assert (await running.becomes(503))["unwell"] == ["telegram"]


async def test_the_longest_silence_of_a_network_is_told_within_a_minute() -> None:
    assert polling.POLL_SECONDS + health.PATIENCE.total_seconds() < 60
    assert polling.POLL_SECONDS + polling._GRACE_SECONDS + 5 < 60


@pytest.mark.slow
async def test_a_dead_database_is_told_and_heals(running: Running) -> None:
    with dead(running.app.lanes.database):
        assert "database" in (await running.becomes(503))["unwell"]

    await running.becomes(200)
    zoe = running.api.person("Zoé", language="en")
    zoe.says("/count 1")
    await zoe.private.expect(lambda message: message.text == "Counted: 1.")
    assert {*WATCH.take()} <= TROUBLES


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_an_inbox_that_does_not_move_is_told_within_ten_seconds(running: Running) -> None:
    """The writer itself waits for a lock that another holds."""
    zoe = running.api.person("Zoé", language="en")
    database = running.app.lanes.database
    url = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE deliveries IN EXCLUSIVE MODE")  # no answer is kept
        zoe.says("/count 1")
        async with patient():
            while await running.app.lanes.read(lambda store: store[Inbox].oldest_waiting()) is None:
                await asyncio.sleep(0.05)
        running.clock.move(timedelta(seconds=9))
        assert (await running.becomes(503))["unwell"][:1] == ["inbox"]

    await running.becomes(200)


def test_the_longest_rest_of_the_inbox_is_told_within_ten_seconds() -> None:
    assert timedelta(seconds=8) >= health.STILL


@pytest.mark.slow
@pytest.mark.crashes("not committed")
async def test_a_full_disk_is_told_within_ten_seconds_and_nothing_is_lost(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "REMEMBERED_SECONDS", 3.0)
    people = [running.api.person(f"P{number}", language="en") for number in range(12)]
    with full(running.app.lanes.database):
        for number, person in enumerate(people):
            person.says(f"/count {number}")
            person.says("much " * 800)
        told = await running.becomes(503)
    assert told["unwell"] == ["disk full"]
    [sentence] = told["told"]
    assert sentence.startswith("The disk is full. Free some space")

    await running.becomes(200)
    for number, person in enumerate(people):
        await person.private.expect(bool)
        assert [each.text for each in person.private.said][:1] == [f"Counted: {number}."]


@pytest.mark.slow
@pytest.mark.parametrize("by", [-1, 1], ids=["back", "forward"])
async def test_a_clock_that_is_set_is_told_and_nobody_waits(running: Running, by: int) -> None:
    zoe = running.api.person("Zoé", language="en")
    zoe.says("/count 1")
    await zoe.private.expect(lambda message: message.text == "Counted: 1.")

    running.clock.set_machine(by * timedelta(days=1))
    async with patient():
        while not running.app.jumps.count:
            await asyncio.sleep(0.05)
    running.clock.move(timedelta(seconds=2))
    zoe.says("/count 2")
    await zoe.private.expect(lambda message: message.text == "Counted: 2.")

    told = await running.becomes(200)
    assert told["told"] == [CLOCK_SET]
    running.clock.move(timedelta(hours=2))
    assert (await running.becomes(200))["told"] == []
    assert (await running.app.measures()).clock_jumps == 1


@pytest.mark.slow
async def test_a_dead_schedule_is_told_and_heals(running: Running) -> None:
    async with patient():
        while running.app.runner._scheduler.state == 0:  # it waits for the network's backlog
            await asyncio.sleep(0.02)
    running.app.runner._scheduler.pause()
    assert (await running.look())[0] == 200

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "LONGEST_SILENCE", -runner.LOOK_AGAIN.total_seconds())
        assert "schedule" in (await running.becomes(503))["unwell"]

    running.app.runner._scheduler.resume()
    await running.app.runner.tick()
    await running.becomes(200)


async def test_a_task_that_hangs_is_told_within_a_minute() -> None:
    longest_named = max(polling.POLL_SECONDS, runner.LOOK_AGAIN.total_seconds())
    assert longest_named + tasks.LONGEST_SILENCE < 60
    assert tasks.BEAT_EVERY < tasks.LONGEST_SILENCE


async def send_fails(running: Running, how: str) -> None:
    """Have the network take no message any more."""
    faults = running.api.faults
    if how == "hanging":
        faults.latency("sendMessage", 600)
    else:
        faults.fail("sendMessage", status=int(how), times=float("inf"))


@pytest.mark.parametrize("how", ["502", "401", "hanging"])
async def test_answers_that_wait_are_told(running: Running, how: str) -> None:
    await send_fails(running, how)
    zoe = running.api.person("Zoé", language="en")
    zoe.says("/count 1")
    async with patient():
        while await running.app.lanes.read(answers_waiting) == 0:
            await asyncio.sleep(0.05)
    assert "answers" not in (await running.look())[1]["unwell"]

    running.clock.move(timedelta(seconds=31))
    assert "answers" in (await running.becomes(503))["unwell"]
    running.api.faults.clear()


@pytest.mark.slow
async def test_a_network_that_refuses_every_room_is_told(running: Running) -> None:
    await send_fails(running, "403")
    for number in range(6):
        running.api.person(f"P{number}", language="en").says(f"/count {number}")
    delivering = running.app.deliveries["telegram"]
    async with patient():
        while delivering.refuses_since is None:
            await asyncio.sleep(0.05)

    running.clock.move(timedelta(seconds=31))
    assert "telegram" in (await running.becomes(503))["unwell"]
    running.api.faults.clear()
    running.api.person("Zoé", language="en").says("/count 7")
    await running.becomes(200)


def answers_waiting(store: Store) -> int:
    return store[Outbox].count(DeliveryState.WAITING) + store[Outbox].count(DeliveryState.SENDING)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_lock_that_others_hold_for_long_is_told(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "STILL", timedelta())
    database = running.app.lanes.database
    url = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE deliveries IN EXCLUSIVE MODE")  # no answer is kept
        running.api.person("Zoé", language="en").says("/count 1")
        async with patient():
            while running.app.dispatcher.lock_waited <= timedelta():
                await asyncio.sleep(0.05)
        told = await running.becomes(503)
        assert "database locked" in told["unwell"]
        assert told["told"] == [sentence_of(LockHeld())]

    await running.becomes(200)


@pytest.mark.slow
@pytest.mark.crashes("database error, handled later", "database error, trying again")
async def test_a_stuck_inbox_is_told_and_heals(running: Running) -> None:
    running.jam.set()
    zoe = running.api.person("Zoé", language="en")
    zoe.says("/count 1")
    await running.api.quiet()
    assert (await running.look())[0] == 200

    running.clock.move(timedelta(seconds=31))
    told = await running.becomes(503)
    assert told["unwell"][:1] == ["inbox"]
    assert told["waiting_in"] == 1
    await running.jam.tried(3)  # as it was kept, from the inbox, and again

    running.jam.clear()
    await running.becomes(200)
    await zoe.private.expect(lambda message: message.text == "Counted: 1.")
