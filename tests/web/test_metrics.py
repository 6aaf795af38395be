"""`/metrics` tells of queues, fates, limits and errors in Prometheus's words, and of no person."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import structlog
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.app import App
from bot.config import Settings
from bot.core.context.clock import MovableClock
from bot.domain.send_limits import Pace
from bot.operations.log import TOLD
from bot.operations.run import served
from bot.transports.telegram import TelegramTransport
from storage.outbound import Paces
from storage.schedules import OccurrenceState, Schedules
from storage.unit_of_work import Database, Store
from tests.crash_watch import WATCH
from tests.emulator import BotApi
from tests.patience import patient
from tests.running.programs import free_port
from tests.web.troubled_databases import TROUBLES, dead

REPOSITORY = Path(__file__).parents[2]
PAGE = (REPOSITORY / "docs" / "monitoring.md").read_text(encoding="utf-8")
Samples = dict[tuple[str, tuple[str, ...]], float]
SECRET = "Salamandre"


class Running:
    """The whole program on an emulated Telegram, with its pages."""

    def __init__(self, api: BotApi, app: App, clock: MovableClock) -> None:
        self.api, self.app, self.clock = api, app, clock

    async def text(self) -> tuple[int, str]:
        url = f"http://{self.app.settings.http.metrics}/metrics"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return response.status, await response.text()

    async def samples(self) -> Samples:
        status, told = await self.text()
        assert status == 200
        return {
            (each.name, tuple(each.labels.values())): each.value
            for family in text_string_to_metric_families(told)
            for each in family.samples
        }

    async def until(self, name: str, *labels: str, least: float = 1) -> Samples:
        async with patient():
            while (found := await self.samples()).get((name, labels), 0) < least:
                await asyncio.sleep(0.05)
        return found


@pytest.fixture
async def running(database_url: str) -> AsyncIterator[Running]:
    clock = MovableClock(datetime.now(UTC))
    http = {"listen": f"127.0.0.1:{free_port()}", "metrics": f"127.0.0.1:{free_port()}"}
    communities = [{"slug": "energie", "name": "Énergie"}]
    settings = Settings.model_validate({"communities": communities, "http": http})
    async with BotApi(limits=False) as api:
        transport = TelegramTransport(api.token, api_base=api.url, clock=clock)
        app = App(settings, Database(database_url), [transport], clock)
        stop = asyncio.Event()
        async with served(app) as end_pages:
            living = asyncio.create_task(app.run(stop, end_pages))
            async with patient():
                await transport.connected()
            yield Running(api, app, clock)
            stop.set()
            async with patient():
                await living
            with pytest.raises(aiohttp.ClientConnectorError):  # no page outlives the database
                await Running(api, app, clock).text()


async def test_arrivals_are_counted_and_nobody_is_named(running: Running) -> None:
    zoe = running.api.person(SECRET, language="en")
    zoe.says(f"/start {SECRET}")

    told = await running.until("terreau_deliveries_total", "arrived", "telegram")

    assert told["terreau_inbox_messages", ("waiting",)] == 0
    assert told["terreau_inbox_oldest_seconds", ()] == 0
    assert told["terreau_occurrences_missed", ()] == 0
    assert any(name == "process_resident_memory_bytes" for name, _ in told)
    assert SECRET not in (await running.text())[1]


async def test_messages_that_wait_for_a_network_are_told_with_their_age(running: Running) -> None:
    zoe = running.api.person("Zoé", language="en")
    running.api.faults.reset("sendMessage", times=float("inf"))
    zoe.says("/start")
    await running.until("terreau_deliveries_total", "unreached", "telegram")
    await running.until("terreau_outbox_messages", "telegram", "waiting")
    running.clock.move(timedelta(minutes=5))

    told = await running.samples()

    running.api.faults.clear()
    assert told["terreau_outbox_oldest_seconds", ("telegram", "waiting")] >= 200


async def test_a_wait_of_a_day_is_told_with_what_is_left_of_it(running: Running) -> None:
    zoe = running.api.person("Zoé", language="en")
    running.api.faults.retry_after(zoe.private, 86_400)
    zoe.says("/start")

    told = await running.until("terreau_held_rooms", "telegram")

    assert 80_000 < told["terreau_held_seconds", ("telegram", "some")] <= 86_400


async def test_learned_paces_and_missed_jobs_are_told(running: Running) -> None:
    now = running.clock.now()

    def note(store: Store) -> None:
        store[Paces].keep("telegram", Pace(timedelta(seconds=5), 4, now))
        store[Schedules].settle("digest 1", now, OccurrenceState.MISSED, now)

    await running.app.lanes.run(note)
    told = await running.samples()

    assert told["terreau_learned_interval_seconds", ("telegram",)] == 5
    assert told["terreau_learned_burst", ("telegram",)] == 4
    assert told["terreau_occurrences_missed", ()] == 1


@pytest.mark.slow
async def test_errors_of_the_database_are_counted(running: Running) -> None:
    with dead(running.app.lanes.database):
        running.api.person("Zoé", language="en").says("/start")
        async with patient():
            while not await met_errors(running):
                await asyncio.sleep(0.05)

    async with patient():
        while (await running.text())[0] != 200:
            await asyncio.sleep(0.05)
    assert "terreau_database_errors_total{" in (await running.text())[1]
    assert {*WATCH.take()} <= TROUBLES


async def met_errors(running: Running) -> bool:
    """True if errors are told: the file of SQLite can be read meanwhile, PostgreSQL cannot."""
    status, told = await running.text()
    return status == 503 or "terreau_database_errors_total{" in told


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    """Failures are meant here: nobody waits for their tracebacks to be drawn."""
    with structlog.testing.capture_logs():
        yield


async def test_the_pages_for_people_have_no_figures(running: Running) -> None:
    url = f"http://{running.app.settings.http.listen}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert response.status == 404


def test_there_are_no_figures_unless_they_are_wanted() -> None:
    http = {"listen": "127.0.0.1:1", "metrics": "127.0.0.1:2"}

    assert Settings.model_validate({}).http.metrics == ""
    assert Settings.model_validate({"http": http}).http.metrics == "127.0.0.1:2"


@pytest.fixture
def rules() -> list[dict[str, str]]:
    [group] = yaml.safe_load((REPOSITORY / "deploy" / "alerts.yaml").read_text())["groups"]
    rules: list[dict[str, str]] = group["rules"]
    return rules


async def test_alerts_ask_for_figures_that_exist(
    running: Running, rules: list[dict[str, str]]
) -> None:
    told = (await running.text())[1]
    known = set(re.findall(r"^# TYPE (\S+)", told, re.MULTILINE))

    asked = {name for each in rules for name in re.findall(r"terreau_\w+", each["expr"])}

    assert asked
    assert asked <= known
    assert set(re.findall(r"terreau_\w+", PAGE)) == {
        each for each in known if each.startswith("terreau_")
    }


def test_the_names_in_the_log_are_documented() -> None:
    assert {name for name in TOLD if f"`{name}`" in PAGE} == TOLD
