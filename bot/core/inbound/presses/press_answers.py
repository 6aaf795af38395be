"""Answers of pressed buttons on their way to their networks."""

import asyncio
from collections.abc import Mapping

from bot.core.inbound.replies import PressAnswer
from bot.core.messages.ports import Transport


class PressAnswers:
    """Gives pressed buttons their answers, beside all other work: nobody waits for them."""

    def __init__(self, transports: Mapping[str, Transport]) -> None:
        self._transports = transports
        self._tasks: set[asyncio.Task[None]] = set()

    def give(self, answer: PressAnswer) -> None:
        """Start to give an answer."""
        transport = self._transports[answer.network]
        task = asyncio.create_task(transport.answer(answer.press_id, answer.words, answer.start))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, *, within: float | None = None) -> None:
        """Wait until all are given, for at most so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
