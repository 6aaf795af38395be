"""The emulator as a process of its own, steered in JSON."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram


class Remote:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def __call__(self, name: str, **asked: Any) -> Any:  # noqa: ANN401 - JSON
        async with self.session.post(f"{self.url}/control/{name}", json=asked) as response:
            assert response.status == 200, await response.text()
            return await response.json()


@pytest.fixture
async def remote() -> AsyncIterator[Remote]:
    """A process with real limits, as benches use it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.emulator", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        yield Remote(url, session)
    process.terminate()
    assert await process.wait() == 0


@pytest.mark.slow
async def test_a_bench_makes_people_lets_them_act_and_reads_the_counts(remote: Remote) -> None:
    people = await remote("people", count=50)
    group = await remote("group", title="Énergie", people=people)
    queued = await remote("say", people=people, text="/question {n}", count=500)
    await remote("say", people=people, text="/vote {n}", count=3, chat=group)

    async with telegram.Bot("123:abc", f"{remote.url}/bot") as bot:
        updates = list(await bot.get_updates())
        assert [it.update_id for it in updates] == queued[:100]
        assert updates[1].message is not None
        assert updates[1].message.text == "/question 1"
        button = telegram.InlineKeyboardButton("Oui", callback_data="yes")
        markup = telegram.InlineKeyboardMarkup.from_button(button)
        card = await bot.send_message(group, "?", reply_markup=markup)
        taps = await remote(
            "tap", people=people[:3], chat=group, message=card.message_id, label="Oui"
        )
        for tap in taps[:2]:
            await bot.answer_callback_query(tap)
        await remote("fault", kind="fail", method="getMe", status=502)
        with pytest.raises(telegram.error.NetworkError):
            await bot.get_me()
        with pytest.raises(telegram.error.BadRequest):
            await bot.answer_callback_query(taps[0])

    counters = await remote("counters")
    assert counters["calls"]["answerCallbackQuery"] == 3
    assert (counters["queued"], counters["delivered"], counters["unanswered"]) == (506, 100, 1)
    assert len(await remote("violations")) == counters["violations"] == 1
    assert (await remote("latencies"))["count"] == 2
    assert [it["text"] for it in await remote("messages", chat=group)] == ["?"]
    assert (await remote("updates"))[0]["deliveries"] == 1
    assert (await remote("calls"))[-1]["status"] == 400
    await remote("forget")
    assert (await remote("counters"))["violations"] == 0
