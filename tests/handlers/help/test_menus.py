"""The networks' own menus follow the gardeners while the program runs."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.app import App
from bot.core.context.clock import MovableClock
from bot.core.messages.ports import Menu
from bot.domain.roles import Circle, Seat
from bot.transports.playground import Playground
from storage.communities import Communities, SeatHolders
from storage.members import Members
from storage.unit_of_work import Database, Store
from tests.databases import Fresh
from tests.patience import patient
from tests.town import START, town_settings

ANA, BEA = "telegram:43", "telegram:44"


async def test_a_seat_that_changes_hands_changes_two_menus(
    fresh_database: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.menus.LAG_SECONDS", 0.01)
    clock = MovableClock(START)
    telegram = Playground("telegram", clock)
    app = App(town_settings(), Database(fresh_database("sqlite")), [telegram], clock)
    await app.prepare()
    await app.lanes.run(_settle_in)
    stop = asyncio.Event()
    running = asyncio.create_task(app.run(stop))
    async with patient():
        while ANA not in _places(telegram.menus):
            await asyncio.sleep(0.01)

        await app.lanes.run(
            lambda s: s[SeatHolders].put(s[Communities].get(1), Seat.TERRITORY, BEA)
        )
        app.wake()

        while BEA not in _places(telegram.menus):
            await asyncio.sleep(0.01)
    stop.set()
    await running

    assert [(menu.scope, bool(menu.commands)) for menu in telegram.menus] == [
        (ANA, False),
        (BEA, True),
    ]


def _places(menus: Sequence[Menu]) -> set[str]:
    return {menu.scope for menu in menus}


def _settle_in(store: Store) -> None:
    for address in (ANA, BEA):
        member = store[Members].register(address, address, direct=address, at=START)
        store[Members].join(member, 1, Circle.INFORMED, START)
