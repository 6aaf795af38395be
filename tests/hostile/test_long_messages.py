"""A running Terreau answers `/healthz` while people send it the worst messages that they can."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle, product
from pathlib import Path

import aiohttp
import pytest

from tests.emulator import BotApi
from tests.hostile.worst_words import PUMPS, worst
from tests.running.programs import Start, ended, free_port, read_until, start, written

__all__ = ["start"]  # a fixture

LEAST = 5
"""Answers while forty messages are handled, some sixty on any machine: one that holds everything up
leaves none."""
YES = "J'ai 15 ans ou plus, j'accepte"
OPENINGS = list(
    product(
        ("/evenement ", "/salon ", "/sondage ", "/actu ", "/absence ", "/membres ", "/start ", ""),
        ('"', "", "du "),
    )
)


@asynccontextmanager
async def looked_at(url: str) -> AsyncIterator[list[int]]:
    """Ask for `url` again and again meanwhile; gives the status of each answer."""
    answers: list[int] = []

    async def look() -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                async with session.get(url) as answer:
                    answers.append(answer.status)

    looking = asyncio.create_task(look())
    try:
        yield answers
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


@pytest.mark.slow
@pytest.mark.sweep
@pytest.mark.timeout(600)
async def test_healthz_answers_while_the_worst_messages_are_handled(
    tmp_path: Path, start: Start
) -> None:
    port = free_port()
    async with BotApi(limits=False) as api:
        child = await start(written(tmp_path, api.url, port))
        await read_until(child, "ready")
        eve = api.person("Ève", language="fr")
        eve.says("/rejoindre")
        await eve.taps(await eve.private.expect(lambda it: bool(it.text)), YES)
        await eve.private.expect(lambda it: "Bienvenue" in it.text)
        async with looked_at(f"http://127.0.0.1:{port}/healthz") as answers:
            for pump, (command, before) in zip(PUMPS.values(), cycle(OPENINGS), strict=False):
                eve.says(worst(pump, command + before, "x"))
            eve.says("/inconnu")
            await eve.private.expect(lambda it: "« inconnu »" in it.text)
        await ended(child)

    assert len(answers) > LEAST
    assert {*answers} <= {200, 503}
