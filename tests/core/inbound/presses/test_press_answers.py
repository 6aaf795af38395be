"""Answers of pressed buttons on their way to a slow network, and what one person alone is shown."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.context.clock import MovableClock
from bot.core.inbound.replies import PressAnswer, PressAnswers
from bot.core.messages.ports import EphemeralMessage
from bot.core.messages.rendering import Rendered
from bot.core.tasks import Lanes
from storage.unit_of_work import Database, Store
from tests.core.scripted_network import FREE, ScriptedNetwork
from tests.town import START

ALONE = EphemeralMessage("telegram:-1", "telegram:7", Rendered(()))


class SlowNetwork(ScriptedNetwork):
    """A network that takes answers once `takes` is set."""

    def __init__(self) -> None:
        super().__init__(FREE, MovableClock(START))
        self.takes = asyncio.Event()
        self.answered: list[tuple[str, str, str]] = []

    async def answer(self, press_id: str, words: str, start: str) -> None:
        await self.takes.wait()
        self.answered.append((press_id, words, start))


@pytest.fixture
def lanes(tmp_path: Path) -> Iterator[Lanes]:
    lanes = Lanes(Database(f"sqlite:///{tmp_path / 'empty.db'}"))
    yield lanes
    lanes.close()


@pytest.fixture
def network() -> SlowNetwork:
    return SlowNetwork()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(START)


@pytest.fixture
def commits() -> list[str]:
    return []


@pytest.fixture
def answers(
    network: SlowNetwork, lanes: Lanes, clock: MovableClock, commits: list[str]
) -> PressAnswers:
    return PressAnswers(
        {"telegram": network}, lanes, clock, on_commit=lambda: commits.append("made")
    )


async def test_a_slow_network_is_waited_for_as_long_as_asked(
    network: SlowNetwork, answers: PressAnswers
) -> None:
    await answers.finish()
    answers.give(PressAnswer("telegram", "p1", "counted"))
    await answers.finish(within=0.0)
    assert network.answered == []

    network.takes.set()
    await answers.finish()
    assert network.answered == [("p1", "counted", "")]


async def test_what_was_shown_alone_leads_nowhere_else(
    network: SlowNetwork, answers: PressAnswers
) -> None:
    network.takes.set()
    answers.give(PressAnswer("telegram", "p1", "words", "word", shown=ALONE, about="notice"))
    await answers.finish()
    network.shows_alone = False
    answers.give(PressAnswer("telegram", "p2", "words", "word", shown=ALONE, about="other"))
    await answers.finish()

    assert network.answered == [("p1", "", ""), ("p2", "words", "word")]


async def test_who_asks_again_soon_is_led_into_the_private_chat(
    network: SlowNetwork, answers: PressAnswers, clock: MovableClock
) -> None:
    network.takes.set()
    asked = PressAnswer("telegram", "p1", start="word", shown=ALONE, about="notice")
    for _ in range(2):
        answers.give(asked)
        await answers.finish()
    clock.move(timedelta(minutes=3))
    answers.give(asked)
    await answers.finish()
    answers.give(PressAnswer("telegram", "p2", shown=replace(ALONE, edits="7")))
    await answers.finish()
    answers.give(asked)  # they do see such messages
    await answers.finish()

    assert [start for _, _, start in network.answered] == ["", "word", "", "", ""]
    assert len(network.shown_alone) == 4


async def test_a_command_that_cannot_be_answered_alone_is_answered_otherwise(
    network: SlowNetwork, answers: PressAnswers, commits: list[str]
) -> None:
    network.shows_alone = False
    done: list[Store] = []

    answers.give(PressAnswer("telegram", "", shown=ALONE, otherwise=done.append))
    await answers.finish()

    assert (len(done), commits, network.answered) == (1, ["made"], [])
