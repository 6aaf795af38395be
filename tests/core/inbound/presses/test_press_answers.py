"""Answers of pressed buttons on their way to a slow network."""

import asyncio

from bot.core.context.clock import MovableClock
from bot.core.inbound.replies import PressAnswer, PressAnswers
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.town import START


class SlowNetwork(ScriptedNetwork):
    """A network that takes answers once `takes` is set."""

    def __init__(self) -> None:
        super().__init__(FREE, MovableClock(START))
        self.takes = asyncio.Event()
        self.answered: list[tuple[str, str, str]] = []

    async def answer(self, press_id: str, words: str, start: str) -> None:
        await self.takes.wait()
        self.answered.append((press_id, words, start))


async def test_a_slow_network_is_waited_for_as_long_as_asked() -> None:
    network = SlowNetwork()
    answers = PressAnswers({"telegram": network})

    await answers.finish()
    answers.give(PressAnswer("telegram", "p1", "counted"))
    await answers.finish(within=0.0)
    assert network.answered == []

    network.takes.set()
    await answers.finish()
    assert network.answered == [("p1", "counted", "")]
