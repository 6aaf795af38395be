"""Receiving from Telegram: nothing is acknowledged before it is kept, nothing ends it."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
import structlog

from bot.core.context.clock import MovableClock
from bot.core.context.retry import backoff
from bot.core.messages.incoming import Kind
from bot.transports.telegram import TelegramTransport
from bot.transports.telegram.bot_api import health
from tests.emulator import BotApi, Person
from tests.transports.contract import Shelf, running, until
from tests.transports.on_telegram import transport_to

WANTED = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
]


def polls(api: BotApi) -> list[dict[str, object]]:
    return [call.params for call in api.calls if call.method == "getUpdates"]


async def test_updates_are_acknowledged_only_once_they_are_kept(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, hasty: None
) -> None:
    async with running(transport, shelf):
        await until(lambda: api.updates.being_polled)
        shelf.refusals, asked = 3, len(polls(api))
        ana.says("Bonjour")
        await until(lambda: shelf.attempts >= 3)
        assert api.updates.pending
        assert len(polls(api)) == asked
        await shelf.has(1)
        await api.quiet()
    assert shelf.attempts == 4
    assert max(it.deliveries for it in api.updates.records.values()) == 1


async def test_a_receiver_that_is_cancelled_by_others_does_not_end_us(
    transport: TelegramTransport, ana: Person, hasty: None
) -> None:
    class Cancelled(Shelf):
        async def receive(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - handed on
            if not self.attempts:
                self.attempts += 1
                raise asyncio.CancelledError
            await super().receive(*given, **more)

    shelf = Cancelled()
    async with running(transport, shelf):
        ana.says("Bonjour")
        await shelf.has(1)


async def test_the_webhook_is_taken_down_first(
    api: BotApi, transport: TelegramTransport, shelf: Shelf
) -> None:
    api.webhook.url = "https://a.example/hook"
    async with running(transport, shelf):
        pass
    assert [call.method for call in api.calls][:3] == ["getMe", "deleteWebhook", "getUpdates"]
    assert polls(api)[0]["allowed_updates"] == WANTED


async def test_a_webhook_set_meanwhile_is_taken_down_too(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, hasty: None
) -> None:
    async with running(transport, shelf):
        api.webhook.url = "https://a.example/hook"
        ana.says("un")
        await shelf.has(1)
        await until(lambda: not api.webhook.url)
        api.webhook.url = ""
        ana.says("deux")
        await shelf.has(2)


async def test_a_start_says_no_offset_and_an_acknowledged_one_is_forgotten(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person
) -> None:
    shelf.told = "999999999"
    ana.says("un")
    async with running(transport, shelf):
        await shelf.has(1)
        await api.quiet()
        ana.says("deux")
        await shelf.has(2)
        await api.quiet()
    first = 700_000_001
    offsets = [poll.get("offset") for poll in polls(api)]
    assert offsets[:2] == [None, first + 1]
    assert offsets[-1] == first + 2
    assert shelf.told == str(first + 2)


@pytest.mark.parametrize("first", [12, 2_000_000_000, 7])
async def test_ids_that_jump_after_a_silence_lose_nothing(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, first: int
) -> None:
    async with running(transport, shelf):
        ana.says("avant")
        await shelf.has(1)
        await api.quiet()
        api.updates.next_id = first
        ana.says("après")
        await shelf.has(2)
        await api.quiet()
    api.updates.next_id = first + 1000 if first < 1000 else 3
    ana.says("pendant l'arrêt")
    async with running(transport, shelf):
        await shelf.has(3)
        await api.quiet()
    assert shelf.words() == ["avant", "après", "pendant l'arrêt"]


async def test_what_was_kept_but_not_acknowledged_comes_again_and_is_known(
    api: BotApi, shelf: Shelf, ana: Person
) -> None:
    """As after a crash right behind the commit."""
    for _ in range(2):
        transport = transport_to(api)
        async with running(transport, shelf):
            if not shelf.arrivals:
                await until(lambda: api.updates.being_polled)
                api.faults.fail("getUpdates", times=99)
                ana.says("une fois")
            await shelf.has(1)
        await transport.close()
        api.faults.clear()
    assert shelf.attempts == 2
    assert shelf.words() == ["une fois"]


async def test_an_unreadable_update_is_set_aside_and_the_others_are_kept(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person
) -> None:
    ana.says("avant")
    broken = api.faults.undecodable_update()
    ana.says("après")
    async with running(transport, shelf):
        await shelf.has(2)
        await api.quiet()
    assert shelf.words() == ["avant", "après"]
    assert list(shelf.unreadable) == [str(broken.id)]
    assert '"message_id": 1' in shelf.unreadable[str(broken.id)]


async def test_a_backlog_is_read_to_its_end_before_we_have_caught_up(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    known: list[int] = []

    class Watched(Shelf):
        def caught_up(self, network: str) -> None:  # noqa: ARG002 - a shelf has one
            known.append(len(self.arrivals))

    shelf = Watched()
    for number in range(250):
        ana.says(f"message {number}")
    async with running(transport, shelf):
        await shelf.has(250)
        await until(lambda: known)
        ana.says("encore")
        await shelf.has(251)
    assert known == [250]
    assert shelf.words()[:250] == [f"message {number}" for number in range(250)]


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
    monkeypatch.setattr(health, "LEAST", 0.2)
    monkeypatch.setattr("bot.core.context.retry.backoff", lambda _: 0.2)
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


@pytest.mark.slow
async def test_a_refused_token_is_told_once_and_asked_about_slowly(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.context.retry.backoff", lambda _: 0.01)
    monkeypatch.setattr("bot.transports.telegram.bot_api.health.MOST", 0.3)
    api.faults.fail("getMe", status=401, times=4)
    with structlog.testing.capture_logs() as logged:
        async with running(transport, shelf):
            pass
    events = [it["event"] for it in logged]
    assert [it for it in events if "token" in it] == [
        "token refused: ask @BotFather for a valid one"
    ]
    at = [call.at for call in api.calls if call.method == "getMe"]
    assert at[1] - at[0] < 0.3 <= at[2] - at[1]
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


async def test_every_kind_of_happening_is_told(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person
) -> None:
    group = api.group("Énergie")
    async with running(transport, shelf):
        ana.edits(ana.says("Bonjour"), "Bonsoir")
        ana.sends_photo(caption="le jardin")
        ana.sends_voice()
        ana.blocks()
        ana.unblocks()
        group.add(ana)
        group.promote(api.bot)
        ana.says("Qui vient ?", to=group)
        ana.sends_photo(caption="rien", to=group)
        ana.says("/agenda", to=group, anonymous=True)
        group.leave(ana)
        ana.asks_to_join(group)
        group.approve(ana)
        group.demote(api.bot)
        new = group.migrate()
        new.kick_bot()
        new.add_bot()
        await shelf.has(1, Kind.MOVED)
        await api.quiet()
    assert [(it.kind, it.words, it.attachment) for it in shelf.arrivals.values()] == [
        (Kind.WORDS, "Bonjour", None),
        (Kind.EDIT, "Bonsoir", None),
        (Kind.WORDS, "le jardin", "photo"),
        (Kind.WORDS, "", "voice"),
        (Kind.WENT, "", None),
        (Kind.CAME, "", None),
        (Kind.ENTERED, "", None),
        (Kind.WORDS, "agenda", None),
        *[(Kind.EXITED, "", None)] * 2,  # what an administrator is told, and what all can read
        (Kind.ASKED, f"telegram:{group.id}", None),
        *[(Kind.ENTERED, "", None)] * 2,
        (Kind.MOVED, f"telegram:{new.id}", None),
        (Kind.WENT, "", None),
        (Kind.CAME, "", None),
    ]
