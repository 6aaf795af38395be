"""Kills amid each step of a question: each is taken once, and the asker is told of each."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.questions.question import Naming, QuestionState, StepKind
from bot.domain.roles import Circle, Seat
from storage.communities import Communities, SeatHolders
from storage.members import Members
from storage.questions import Questions, QuestionSteps
from storage.unit_of_work import Database, Store
from tests.crash.worlds.mailings import zone_where_it_is_noon
from tests.crash.worlds.telegram_world import TelegramWorld
from tests.emulator import BotApi, Message
from tests.patience import patient

SENDERS = 8
"""Requests that may be under way when the process is killed."""
FEWEST_COMMITS = 12
"""The least requests for the steps of one question, and for the messages that follow."""
STEPS = [StepKind.ASKED, StepKind.TAKEN, StepKind.DRAFTED, StepKind.ANSWERED]


class RegionWorld(TelegramWorld):
    """Luc answers for the Region what Zoé asks; both write to the bot in private."""

    def store(self) -> Database:
        """The child's database, while no child runs."""
        return Database(self.url)

    async def settle_in(self) -> None:
        """Found the community, and let both be members of it."""
        child = await self.start()
        await self.until(self.polled)
        await self.kill(child)
        database = self.store()
        with database.unit() as store:
            community = store[Communities].all()[0]
            for person in self.people:
                person.private.started = True
                address, now = f"telegram:{person.id}", datetime.now(UTC)
                member = store[Members].register(address, person.name, direct=address, at=now)
                member.timezone = zone_where_it_is_noon()
                store[Members].join(member, community.id, Circle.INFORMED, now)
            store[SeatHolders].put(community, Seat.REGION, f"telegram:{self.people[0].id}")
        database.close()
        self.hello = self.people[0].says("/menu")

    def ask(self) -> int:
        """Keep a question of Zoé's; gives its number."""
        database = self.store()
        with database.unit() as store:
            number = _keep_question(store, f"telegram:{self.people[1].id}")
        database.close()
        return number

    def answer(self, number: int) -> None:
        """Take all steps at once, as a quick person does."""
        luc, words = self.people[0], answer_words(number)
        luc.says(f"/prendre {number}")
        luc.says(f"/repondre {number} {words}")
        luc.presses(self.hello, f"question_publish:{number}~2")

    hello: Message


def answer_words(number: int) -> str:
    return f"En mai, guichet {number}."


def _keep_question(store: Store, address: str) -> int:
    community = store[Communities].all()[0]
    standing = store[Members].standing(address, community.id)
    assert standing is not None
    now, asker = datetime.now(UTC), standing.member.id
    question = store[Questions].add(community.id, asker, "Quand ?", now, naming=Naming.NAMED)
    store[QuestionSteps].add(question, StepKind.ASKED, now, by=asker)
    return question.id


async def _die_everywhere(world: RegionWorld, commits: range) -> list[int]:
    """Be killed just before and just after each commit of the steps of a question."""
    numbers = []
    for commit in commits:
        for moment in ("before", "after"):
            numbers.append(world.ask())
            world.answer(numbers[-1])
            child = await world.start("--kill-at", str(commit), moment)
            try:
                async with patient():
                    await child.wait()
                    world.kills += 1
            except TimeoutError:  # it needs fewer commits if more messages come at once
                assert commit > FEWEST_COMMITS
                await world.kill(child)
    return numbers


def _check(world: RegionWorld, numbers: list[int]) -> None:
    told = Counter(message.text for message in world.people[1].private.said)
    database = world.store()
    with database.unit() as store:
        for number in numbers:
            question = store[Questions].find(number)
            assert question is not None
            assert question.state is QuestionState.ANSWERED
            assert [each.kind for each in store[QuestionSteps].of(number)] == STEPS
            answers = [text for text in told if answer_words(number) in text]
            assert len(answers) == 1, "told of no answer, or of several"
    database.close()
    promised = sum(times for text, times in told.items() if "répond à votre question" in text)
    repeated = sum(times - 1 for text, times in told.items() if "guichet" in text)
    print(f"\n{world.kills} kills: {promised} promises, {repeated} answers repeated")  # noqa: T201
    assert promised >= len(numbers)
    assert repeated + promised - len(numbers) <= world.kills * SENDERS


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "commits",
    [range(5, 8), pytest.param(range(1, 20), marks=pytest.mark.crash)],
    ids=["a few", "all"],
)
async def test_a_kill_amid_a_step_takes_it_once(tmp_path: Path, commits: range) -> None:
    async with (
        BotApi(limits=False, checked=False) as api,
        RegionWorld(api, tmp_path, people=2) as world,
    ):
        await world.settle_in()
        numbers = await _die_everywhere(world, commits)
        await world.finish()
        _check(world, numbers)
        assert api.violations == []
