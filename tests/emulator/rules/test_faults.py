"""Misfortune on demand: calls applied, and calls lost."""

import asyncio

import pytest
import telegram
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.emulator import BotApi, Person
from tests.patience import HANG


@pytest.mark.parametrize(("when", "applied"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("kind", ["fail", "reset"])
async def test_a_call_is_lost_before_or_after_it_is_applied(
    api: BotApi, bot: telegram.Bot, ana: Person, kind: str, when: str, applied: int
) -> None:
    getattr(api.faults, kind)("sendMessage", when=when)

    with pytest.raises(NetworkError, match=r"Bad Gateway|httpx\.ReadError"):
        await bot.send_message(ana.id, "a")
    assert len(ana.private.messages) == applied
    await bot.send_message(ana.id, "b")
    assert len(ana.private.messages) == applied + 1


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, InvalidToken), (404, InvalidToken), (409, Conflict), (502, NetworkError)],
)
async def test_an_error_is_said_as_often_as_asked(
    api: BotApi, bot: telegram.Bot, status: int, error: type[TelegramError]
) -> None:
    api.faults.fail("getUpdates", times=2, status=status)

    for _ in range(2):
        with pytest.raises(error):
            await bot.get_updates()
    assert await bot.get_updates() == ()
    assert [call.status for call in api.calls[-3:]] == [status, status, 200]


async def test_the_body_of_an_error_can_be_given(api: BotApi, bot: telegram.Bot) -> None:
    refusal = (
        '{"ok": false, "error_code": 429, "description": "x", "parameters": {"retry_after": 3}}'
    )
    api.faults.fail("*", status=429, body=refusal)

    with pytest.raises(RetryAfter):
        await bot.get_me()


async def test_a_body_of_broken_json_is_sent_as_asked(
    api: BotApi, bot: telegram.Bot, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults.garbage("getUpdates")

    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.get_updates()
    assert await bot.get_updates() == ()


async def test_slowness_before_is_not_applied_yet_and_after_is(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    api.faults.latency("sendMessage", HANG, times=1)
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "a", read_timeout=0.05)
    assert ana.private.messages == []

    api.faults.latency("sendMessage", HANG, when="after", times=1)
    with pytest.raises(TimedOut):
        await bot.send_message(ana.id, "b", read_timeout=0.05)
    await ana.private.expect(lambda message: message.text == "b")


async def test_an_outage_refuses_connections_or_resets_them(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await api.until(lambda: api.updates.being_polled)
    async with api.faults.outage():
        with pytest.raises(NetworkError, match="ReadError"):
            await poll
        with pytest.raises(NetworkError, match="ConnectError"):
            await bot.send_message(ana.id, "a")
    with api.faults.outage(), pytest.raises(NetworkError, match="ReadError"):
        await bot.send_message(ana.id, "a")

    await bot.send_message(ana.id, "a")
    assert len(ana.private.messages) == 1


async def test_an_undecodable_update_has_a_number_and_breaks_its_batch(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    queued = api.faults.undecodable_update()
    ana.says("a")

    with pytest.raises(KeyError):
        await bot.get_updates()
    (update,) = await bot.get_updates(offset=queued.id + 1)
    assert update.update_id == queued.id + 1


async def test_a_chat_can_be_closed_for_a_while(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    api.faults.retry_after(ana.private, 3)

    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(ana.id, "a")
    assert refusal.value.retry_after.total_seconds() == 3  # type: ignore[union-attr]
    assert len(api.too_many) == 1


async def test_faults_can_be_called_off(api: BotApi, bot: telegram.Bot) -> None:
    api.faults.fail("*", times=100)
    api.faults.clear()

    await bot.get_me()
