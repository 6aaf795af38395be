"""The pace that Telegram allows; time is moved by hand where that is enough."""

import asyncio

import pytest
import telegram
from telegram.error import RetryAfter

from tests.emulator import BotApi, Person
from tests.emulator.calls.limits import Limits, PaceError
from tests.emulator.clock import Clock
from tests.emulator.conftest import Line

ANA, GROUP = 42, -42


class HandClock(Clock):
    at = 0.0

    def elapsed(self) -> float:
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def limits(clock: HandClock) -> Limits:
    return Limits(clock, enabled=True, scale=1.0)


def spend(limits: Limits, *chats: int) -> int:
    """Count what is let through before the first refusal; give -1 for all."""
    for number, chat in enumerate(chats):
        try:
            limits.spend(chat)
        except PaceError:
            return number
    return -1


def test_a_person_gets_three_at_once_and_one_a_second(clock: HandClock, limits: Limits) -> None:
    assert spend(limits, *[ANA] * 4) == 3
    for second in range(1, 8):
        clock.at = second * 1.01
        limits.check(ANA)
        assert spend(limits, ANA) == -1
    clock.at = 8.5
    assert spend(limits, ANA) == 0
    clock.at = 10.6
    assert spend(limits, ANA) == -1


def test_a_group_gets_twenty_a_minute(clock: HandClock, limits: Limits) -> None:
    assert spend(limits, *[GROUP] * 21) == 20
    clock.at = 59.9
    assert spend(limits, GROUP) == 0
    clock.at = 61
    assert spend(limits, *[GROUP] * 20) == -1


def test_everybody_together_gets_thirty_a_second(clock: HandClock, limits: Limits) -> None:
    assert spend(limits, *range(1, 32)) == 30
    clock.at = 1.01
    assert spend(limits, *range(1, 31)) == -1


def test_a_penalised_chat_is_closed_for_what_it_was_told(clock: HandClock, limits: Limits) -> None:
    spend(limits, *[GROUP] * 20)
    clock.at = 20.5
    with pytest.raises(PaceError) as refusal:
        limits.spend(GROUP)

    assert (refusal.value.seconds, refusal.value.early) == (40, False)
    clock.at = 60.4
    with pytest.raises(PaceError) as again:
        limits.check(GROUP)
    assert (again.value.seconds, again.value.early) == (1, True)
    clock.at = 60.6
    limits.check(GROUP)


def test_a_scale_shortens_the_windows(clock: HandClock) -> None:
    limits = Limits(clock, enabled=True, scale=0.1)
    spend(limits, *[GROUP] * 20)
    clock.at = 6.1
    assert spend(limits, GROUP) == -1


async def test_sends_and_edits_share_the_limits_and_answers_have_none(line: Line) -> None:
    async with BotApi() as api, telegram.Bot(api.token, f"{api.url}/bot") as bot:
        ana = api.person("Ana")
        ana.says("/start")
        sent = await bot.send_message(ana.id, "1")
        await bot.edit_message_text("2", ana.id, sent.message_id)
        await bot.edit_message_text("3", ana.id, sent.message_id)

        with pytest.raises(RetryAfter) as refusal:
            await bot.send_message(ana.id, "4")
        assert refusal.value.retry_after.total_seconds() == 1  # type: ignore[union-attr]
        with pytest.raises(RetryAfter):
            await bot.get_chat(ana.id)
        query = ana.presses(ana.private.messages[-1], "yes")
        await bot.answer_callback_query(query.id)

        assert [(it.method, it.seconds, it.early) for it in api.too_many] == [
            ("sendMessage", 1, False),
            ("getChat", 1, True),
        ]
        assert api.violations == []
        await asyncio.sleep(1.01)
        await bot.send_message(ana.id, "4")


async def test_the_wait_is_in_the_header_too(api: BotApi, line: Line, ana: Person) -> None:
    api.faults.retry_after(ana.private, 7)
    address = f"{api.url}/bot{api.token}/sendMessage"

    async with line.session.post(address, json={"chat_id": ana.id, "text": "a"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
