"""A public page that many open, while people press buttons."""

import asyncio
import socket
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp

from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import Village

PAGES_A_SECOND = 50
TAPS_A_SECOND = 5
LONGEST_TAP = 0.5
"""Seconds within which a button is answered."""
QUESTIONS_A_SECOND = 20
NOTE = """\
The page of a community with twelve events is opened {pages} times a second, evenly, each time
whole, over kept connections; meanwhile {taps} people a second vote by a button in a group of
Telegram. Each vote changes what is stored, so that the page is drawn again after it; else its bytes
are given as they are. "Tap" is the time from the press until it is answered."""


def bench(folder: Path, scale: Scale) -> None:
    """Open the page and press the button, for some seconds."""
    seconds = max(5, scale.questions // QUESTIONS_A_SECOND)
    with telegram("--no-limits") as api:
        people = api.ask("people", count=seconds * TAPS_A_SECOND + 1)
        group = api.ask("group", title="Énergie", people=people)
        village = Village(folder / "terreau", api, group, people[0], port=_free_port())
        village.found()
        village.register(people[1:])
        village.show_page()
        card, label = village.open_poll()
        api.ask("forget")
        with village.running() as terreau:
            waits = asyncio.run(_open_and_tap(village, api, people[1:], card, label))
            terreau.until(lambda: api.answered() == len(people) - 1, within=60, every=0.1)
            taps: dict[str, Any] = api.ask("latencies")
            terreau.end()
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    assert taps["p99"] < LONGEST_TAP, f"a button waited: {taps}"
    row = (len(waits), cuts[49], cuts[98], len(people) - 1, taps["p50"], taps["p99"])
    columns = ("pages", "p50, ms", "p99, ms", "taps", "tap p50, s", "tap p99, s")
    note = NOTE.format(pages=PAGES_A_SECOND, taps=TAPS_A_SECOND)
    show("A public page and its buttons", columns, [row], note)


async def _open_and_tap(
    village: Village, api: Telegram, people: Sequence[int], card: int, label: str
) -> list[float]:
    """Open pages and press buttons evenly; give the milliseconds of each page."""
    url = f"{village.pages}/c/energie"
    async with aiohttp.ClientSession() as session:
        began, opening = time.perf_counter(), []
        for nth in range(len(people) * PAGES_A_SECOND // TAPS_A_SECOND):
            await asyncio.sleep(max(0.0, began + nth / PAGES_A_SECOND - time.perf_counter()))
            opening.append(asyncio.create_task(_opened(session, url)))
            every, due = divmod(nth, PAGES_A_SECOND // TAPS_A_SECOND)
            if not due:
                someone = [people[every]]
                await asyncio.to_thread(
                    api.ask, "tap", people=someone, chat=village.group, message=card, label=label
                )
        return list(await asyncio.gather(*opening))


async def _opened(session: aiohttp.ClientSession, url: str) -> float:
    began = time.perf_counter()
    async with session.get(url) as answer:
        page = await answer.text()
    assert (answer.status, page.count("Visite ")) == (200, 12), answer.status
    return (time.perf_counter() - began) * 1000


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
