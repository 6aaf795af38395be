"""Pressed buttons that wait: each is answered once, with nothing after three seconds."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.core.heartbeats import Heartbeat, kept

PATIENCE_SECONDS = 3.0
_AT_ONCE = 32


class Presses:
    """The presses that this process received and did not answer yet, oldest first."""

    def __init__(
        self, answer_nothing: Callable[[str], Awaitable[None]], *, heartbeat: Heartbeat
    ) -> None:
        self.heartbeat = heartbeat
        self._answer_nothing = answer_nothing
        self._due: dict[str, float] = {}

    def wait_for(self, press_id: str) -> None:
        """An answer is owed from now on."""
        self._due[press_id] = _now() + PATIENCE_SECONDS

    def settle(self, press_id: str) -> bool:
        """True if an answer is still owed; from now on it is not."""
        return self._due.pop(press_id, None) is not None

    @kept
    async def run(self) -> None:
        """Answer presses that nobody answers. Presses that come while this sleeps are due later."""
        while True:
            await self.heartbeat.sleep(self._until_next())
            late = [press_id for press_id in self._late() if self.settle(press_id)]
            await asyncio.gather(*map(self._answer_nothing, late))

    def _until_next(self) -> float:
        first = next(iter(self._due.values()), None)
        return PATIENCE_SECONDS if first is None else max(0.0, first - _now())

    def _late(self) -> list[str]:
        now = _now()
        late: list[str] = []
        for press_id, due in self._due.items():
            if due > now or len(late) == _AT_ONCE:
                break
            late.append(press_id)
        return late


def _now() -> float:
    return asyncio.get_running_loop().time()
