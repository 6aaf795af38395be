"""A running Terreau answers `/healthz` while people send it the worst messages that they can."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle, product
from pathlib import Path
from time import perf_counter

import aiohttp
import pytest

from tests.emulator import BotApi
from tests.hostile.worst_words import PUMPS, worst
from tests.running.programs import Start, ended, free_port, read_until, start, written

__all__ = ["start"]  # a fixture

WITHIN = 0.5
"""A pattern that is not linear holds everything up for longer."""
YES = "J'ai 15 ans ou plus, j'accepte"
ROUNDS = 3
"""A machine that does other things may be late: in one of so many rounds it must not be."""
OPENINGS = list(
    product(
        ("/evenement ", "/salon ", "/sondage ", "/actu ", "/absence ", "/membres ", "/start ", ""),
        ('"', "", "du "),
    )
)


@asynccontextmanager
async def looked_at(url: str) -> AsyncIterator[list[float]]:
    """Ask for `url` again and again meanwhile; gives how long each answer took."""
    took: list[float] = []

    async def look() -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                began = perf_counter()
                async with session.get(url) as answer:
                    assert answer.status in (200, 503)
                took.append(perf_counter() - began)
                await asyncio.sleep(0.02)

    looking = asyncio.create_task(look())
    try:
        yield took
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_healthz_answers_while_the_worst_messages_are_handled(
    tmp_path: Path, start: Start
) -> None:
    port = free_port()
    async with BotApi(limits=False) as api:
        child = await start(written(tmp_path, api.url, port))
        await read_until(child, "ready")
        slowest: list[float] = []
        for nth in range(ROUNDS):
            eve = api.person(f"Ève{nth}", language="fr")
            eve.says("/rejoindre")
            await eve.taps(await eve.private.expect(lambda it: bool(it.text), within=60), YES)
            await eve.private.expect(lambda it: "Bienvenue" in it.text, within=60)
            sent = [
                worst(pump, command + before, "x")
                for pump, (command, before) in zip(PUMPS.values(), cycle(OPENINGS), strict=False)
            ]
            async with looked_at(f"http://127.0.0.1:{port}/healthz") as took:
                for each in sent:
                    eve.says(each)
                eve.says("/inconnu")
                await eve.private.expect(lambda it: "« inconnu »" in it.text, within=120)
            assert len(took) > 1
            slowest.append(max(took))
            if slowest[-1] < WITHIN:
                break
        await ended(child)

    assert min(slowest) < WITHIN, slowest
