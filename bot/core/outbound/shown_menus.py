"""The menus that a network shows beside the text field, kept up to date while the program runs."""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from bot.core.context.lanes import Lanes
from bot.core.declarations.access.menus import changed, menus
from bot.core.declarations.registry import Declared
from bot.core.heartbeats import Heartbeat, kept
from bot.core.messages.ports import Menu, SendError, Transport
from storage.unit_of_work import DATABASE_TROUBLE

AGAIN_SECONDS = 30.0
"""Time for which a network that took no menus is left alone."""
MENU_SECONDS = 25.0
"""Time that a network may take for all menus that changed, beyond the usual silence."""
LAG_SECONDS = 60.0
"""Time by which menus may lag behind what was committed, when seats change hands."""

log = structlog.get_logger()


class ShownMenus:
    """The menus of one network, which follow the gardeners as they come and go."""

    def __init__(
        self, transport: Transport, lanes: Lanes, declared: Declared, fallback: str
    ) -> None:
        """Readers whose language has no menu get the one of `fallback`."""
        self._transport = transport
        self._lanes = lanes
        self._wanted = partial(
            menus, declared=declared, network=transport.network, fallback=fallback
        )
        self._committed = asyncio.Event()
        self.heartbeat = Heartbeat(f"{transport.network} menus")

    def wake(self) -> None:
        """Look at the gardeners again: something was committed."""
        self._committed.set()

    @kept
    async def run(self) -> None:
        """Once the network has accepted us, show it the menus, and change them when they change."""
        await self.heartbeat.wait_for(self._transport.connected())
        shown: Sequence[Menu] = ()
        while True:
            self._committed.clear()
            self.heartbeat.beat(MENU_SECONDS)
            try:
                now = await self._lanes.run(self._wanted)
                await self._transport.set_menu(changed(shown, now))
            except (SendError, *DATABASE_TROUBLE) as error:
                network = self._transport.network
                log.warning("menus not shown", network=network, error=type(error).__name__)
                await self.heartbeat.sleep(AGAIN_SECONDS)
            else:
                shown = now
                await self.heartbeat.wait(self._committed)
                await self.heartbeat.sleep(LAG_SECONDS)
