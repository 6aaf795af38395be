"""`terreau run` with a task that measures the longest stall of its event loop."""

import asyncio
from typing import Any

from bot import __main__ as terreau
from bot.operations.terminal import lean_imports
from tests.bench.bots.ticking import tick

with lean_imports("rich"):  # as `terreau run` does
    from bot.app import App
    from bot.operations import run as running


class Ticking(App):
    async def run(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as an `App` takes them
        ticking = asyncio.create_task(tick())
        await super().run(*given, **named)
        ticking.cancel()


if __name__ == "__main__":
    vars(running)[App.__name__] = Ticking
    terreau.main()
