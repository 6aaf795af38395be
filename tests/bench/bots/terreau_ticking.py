"""`terreau run` with a task that measures the longest stall of its event loop."""

import asyncio

from bot import __main__ as terreau
from bot.app import App
from tests.bench.bots.ticking import tick


class Ticking(App):
    async def run(self, stop: asyncio.Event) -> None:
        ticking = asyncio.create_task(tick())
        await super().run(stop)
        ticking.cancel()


if __name__ == "__main__":
    vars(terreau)[App.__name__] = Ticking
    terreau.main()
