"""Faults of Telegram while we receive: no fault ends it, and none is hammered."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest
import structlog

from bot.core.context.clock import MovableClock
from bot.core.tasks import backoff
from bot.transports.telegram import TelegramTransport, bot_api
from tests.emulator import BotApi, Person
from tests.transports.contract import Shelf, running, until
from tests.transports.on_telegram import transport_to
from tests.transports.telegram.updates.polls import polls


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"status": 409}, id="another poller"),
        pytest.param({"status": 429}, id="too fast"),
        pytest.param({"status": 500}, id="500"),
        pytest.param({"status": 502}, id="502 with a page"),
        pytest.param({"status": 404}, id="404"),
        pytest.param({"status": 401}, id="401"),
        pytest.param({"status": 400}, id="400"),
        pytest.param({"status": 200, "body": "<html>"}, id="a page"),
        pytest.param({"status": 200, "body": '{"ok": true, "result": 7}'}, id="no list"),
        pytest.param({"status": 200, "body": '{"ok": true, "result": [{}]}'}, id="no ids"),
        pytest.param({"status": 200, "body": '{"ok": true, "result": [null]}'}, id="no updates"),
        pytest.param({}, id="a reset"),
    ],
)
async def test_no_fault_ends_the_polling(
    api: BotApi,
    transport: TelegramTransport,
    shelf: Shelf,
    ana: Person,
    hasty: None,
    fault: dict[str, object],
) -> None:
    async with running(transport, shelf):
        if fault:
            api.faults.fail("getUpdates", times=1, **fault)  # type: ignore[arg-type]
        else:
            api.faults.reset("getUpdates", times=1)
        api.updates.release()
        await until(lambda: transport.ailing_since() is not None)
        ana.says("toujours là")
        await shelf.has(1)
        await until(lambda: transport.ailing_since() is None)


class LostShelf(Shelf):
    """A receiver that may lose its database."""

    is_lost = False

    async def position(self, network: str) -> str | None:
        self.attempts += 1
        if self.is_lost:
            raise ConnectionError("the database is down")
        return await super().position(network)


@pytest.mark.crashes("not committed")
async def test_who_lost_the_database_asks_for_nothing(
    api: BotApi, transport: TelegramTransport, ana: Person, hasty: None
) -> None:
    """Another process may have taken over, and each poll would end one of its own."""
    shelf = LostShelf()
    async with running(transport, shelf):
        await until(lambda: api.updates.being_polled)
        shelf.is_lost, asked, tried = True, len(polls(api)), shelf.attempts
        api.updates._interrupt()  # as the first poll of the other one does
        await until(lambda: shelf.attempts > tried + 2)
        assert len(polls(api)) == asked

        shelf.is_lost = False
        ana.says("toujours là")
        await shelf.has(1)


@pytest.mark.slow
async def test_we_are_ailing_since_the_first_failure(api: BotApi, shelf: Shelf) -> None:
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    transport = transport_to(api, MovableClock(noon))
    with structlog.testing.capture_logs() as logged:
        async with running(transport, shelf), api.faults.outage():
            await until(lambda: transport.ailing_since() == noon)
            await asyncio.sleep(1.5)
            assert transport.ailing_since() == noon
    await transport.close()
    assert [it["event"] for it in logged] == ["unwell"]


@pytest.mark.slow
async def test_no_more_than_one_request_a_second_while_failing(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a second that lasts a fifth of one."""
    monkeypatch.setattr(bot_api, "SHORTEST_BACKOFF", 0.2)
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.2)
    api.faults.fail("getMe", times=1)
    api.faults.fail("deleteWebhook", times=1)
    api.faults.fail("getUpdates", times=1)
    async with running(transport, shelf):
        await until(lambda: len(api.calls) == 7)
    times = [call.at for call in api.calls]
    assert min(after - before for before, after in pairwise(times)) >= 0.2


@pytest.mark.slow
async def test_a_wait_that_telegram_asks_for_is_kept(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, hasty: None
) -> None:
    async with running(transport, shelf):
        body = '{"ok": false, "error_code": 429, "parameters": {"retry_after": 2}}'
        api.faults.fail("getUpdates", status=429, body=body)
        api.updates.release()
        await until(lambda: transport.ailing_since() is not None)
        await until(lambda: transport.ailing_since() is None)
    calls = [call for call in api.calls if call.method == "getUpdates"]
    failed = next(number for number, call in enumerate(calls) if call.status == 429)
    assert calls[failed + 1].at - calls[failed].at >= 2


def test_waits_grow_from_one_second_to_thirty() -> None:
    for failures in range(1, 60):
        waits = [backoff(failures) for _ in range(50)]
        assert min(waits) >= 1
        assert max(waits) <= 30
        assert len(set(waits)) > 1
    assert backoff(1) <= 2
    assert backoff(10) >= 15


@pytest.mark.crashes("token refused: ask @BotFather for a valid one")
@pytest.mark.slow
async def test_a_refused_token_is_told_once_and_asked_about_slowly(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.01)
    monkeypatch.setattr("bot.core.outbound.health.LONGEST_BACKOFF", 1.0)
    api.faults.fail("getMe", status=401, times=4)
    with structlog.testing.capture_logs() as logged:
        async with running(transport, shelf):
            pass
    events = [it["event"] for it in logged]
    assert [it for it in events if "token" in it] == [
        "token refused: ask @BotFather for a valid one"
    ]
    at = [call.at for call in api.calls if call.method == "getMe"]
    assert at[1] - at[0] < 1.0 <= at[2] - at[1]
    assert transport.ailing_since() is None


@pytest.mark.slow
@pytest.mark.parametrize("result", ["[]", '[{"update_id": 5}]'])
async def test_polls_that_come_back_at_once_are_not_hammered(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, result: str
) -> None:
    """As when something on the way knows neither long polls nor offsets."""
    async with running(transport, shelf):
        api.faults.fail("getUpdates", status=200, body=f'{{"ok":true,"result":{result}}}', times=99)
        before = len(polls(api))
        api.updates.release()
        await asyncio.sleep(1.5)
        assert len(polls(api)) - before <= 3
        api.faults.clear()


async def test_a_poll_waits_and_a_stop_does_not(
    api: BotApi, transport: TelegramTransport, shelf: Shelf
) -> None:
    async with running(transport, shelf):
        await until(lambda: api.updates.being_polled)
        assert polls(api)[-1]["timeout"] == 25
        assert polls(api)[0].get("timeout") in {None, 0}
