"""The menus of a network that does not take them at first."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.core.messages.ports import Menu, NotSent
from bot.core.outbound.menus import ShownMenus, menus
from tests.core.conftest import Make
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.patience import patient
from tests.town import Town


class RefusingNetwork(ScriptedNetwork):
    """A network that takes menus at the second try."""

    def __init__(self, *, clock: object) -> None:
        super().__init__(FREE, clock)  # type: ignore[arg-type]
        self.tries = 0
        self.menus: list[Menu] = []
        self.taken = asyncio.Event()

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        self.tries += 1
        if self.tries == 1:
            raise NotSent("away")
        self.menus = list(menus)
        self.taken.set()


@pytest.mark.crashes("menus not shown")
async def test_menus_that_were_refused_are_shown_whole_later(
    make_light: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.outbound.menus.AGAIN_SECONDS", 0.01)
    engine = make_light()
    network = RefusingNetwork(clock=engine.clock)
    shown = ShownMenus(network, engine.lanes, engine.declared, "fr")

    running = asyncio.create_task(shown.run())
    async with patient():
        await network.taken.wait()
    running.cancel()

    assert network.tries == 2
    assert {menu.scope for menu in network.menus} == {"direct", "shared", "ephemeral"}


def test_a_vote_is_typed_for_the_bot_alone_where_that_can_be(town: Town) -> None:
    town.gardener("territory")
    with town.database.reading() as store:
        made = menus(store, town.app.declared, "telegram", "fr")

    alone = {each.locale: [name for name, _ in each.commands] for each in made if each.ephemeral}
    assert alone["fr"] == ["sondage", "question", "aide", "voter"]
    assert alone["en"] == ["poll", "ask", "help", "vote"]
