"""Updates brought to the bot's own address, again and again until it takes them."""

import asyncio
from contextlib import suppress

import aiohttp

from tests.emulator.world import World

from .errors import Json

PATIENCE_SECONDS = 10.0


class Courier:
    """Brings one update at a time; anything but a 2xx means "once more"."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pause = 0.2
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        updates = self.world.updates
        async with aiohttp.ClientSession() as session:
            while True:
                await updates.arrived.wait()
                if self.world.webhook.url and updates.pending:
                    await self._bring(session, updates.take(1)[0])
                else:
                    updates.arrived.clear()

    async def _bring(self, session: aiohttp.ClientSession, update: Json) -> None:
        webhook, headers = self.world.webhook, {}
        if webhook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        patience = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        try:
            async with session.post(
                webhook.url, json=update, headers=headers, timeout=patience
            ) as response:
                response.raise_for_status()
        except (aiohttp.ClientError, TimeoutError) as error:
            webhook.options["last_error_date"] = self.world.clock.now()
            webhook.options["last_error_message"] = str(error) or type(error).__name__
            await asyncio.sleep(self.pause)
        else:
            self.world.updates.confirm(update["update_id"] + 1)
