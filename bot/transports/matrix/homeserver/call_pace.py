"""Keep to the pace of calls that a homeserver asks for, over calls of all kinds."""

import asyncio


class CallPace:
    """Gives each call its turn, in the order of asking."""

    def __init__(self, calls_per_second: float) -> None:
        """Limit the calls that begin within a second; 0 sets no limit."""
        self._step = 1 / calls_per_second if calls_per_second else 0.0
        self._free_at = 0.0
        self._order = asyncio.Lock()

    async def turn(self) -> None:
        """Wait for the turn of one call."""
        if not self._step:
            return
        loop = asyncio.get_running_loop()
        async with self._order:
            await asyncio.sleep(self._free_at - loop.time())
            self._free_at = loop.time() + self._step
