"""States of questions, and notices to their askers, after any steps in any order."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.domain.questions.question import UNANSWERED, QuestionState
from bot.transports.playground import Posted
from tests.handlers.questions.answering.filed import REGION_ROOM, agent, ask, stored
from tests.saved_towns import SavedTowns
from tests.state_machines import run_in_any_order
from tests.town import Town, town_settings

MOST_QUESTIONS = 2

OPEN, TAKEN, DRAFTED = QuestionState.OPEN, QuestionState.TAKEN, QuestionState.DRAFTED
TRANSFERRED, ANSWERED = QuestionState.TRANSFERRED, QuestionState.ANSWERED
DECLINED = QuestionState.DECLINED

numbers = st.integers(1, MOST_QUESTIONS)
handlers = st.sampled_from(["Luc", "Max"])


@dataclass
class Known:
    """The model of a question, by the steps that were done."""

    state: QuestionState = OPEN
    taker: str = ""
    is_drafted: bool = False
    reminders: int = 0
    reopened: int = 0

    @property
    def waits(self) -> bool:
        return self.state in UNANSWERED


class Answering(RuleBasedStateMachine):
    """The Region's gardener, an agent and an asker, with questions in any state."""

    town: Town

    @initialize()
    def settle_in(self) -> None:
        """All have joined, and something is asked."""
        self.people = {"Luc": self.town.gardener("region"), "Max": agent(self.town, "Max")}
        self.zoe = self.town.member("Zoé")
        self.known: dict[int, Known] = {}
        self.told = len(self.zoe.inbox)
        self.ask()

    @precondition(lambda self: len(self.known) < MOST_QUESTIONS)
    @rule()
    def ask(self) -> None:
        """Ask something else."""
        number = ask(self.town, self.zoe, f"Question {len(self.known)} ?")
        self.known[number] = Known()

    @rule(number=numbers, who=handlers, day=st.sampled_from(["jeudi", "vendredi"]))
    def take(self, number: int, who: str, day: str) -> None:
        """Promise an answer; the same promise again changes nothing."""
        before = stored(self.town, number).due_on if number in self.known else None
        self._type(who, f"!prendre {number} {day}")
        known = self.known.get(number)
        if known is None or not known.waits:
            return
        is_transferred = known.state is TRANSFERRED
        due = stored(self.town, number).due_on
        if is_transferred or known.taker != who or due != before or known.state is OPEN:
            self.told += 1
        known.state = DRAFTED if known.is_drafted else TAKEN
        known.taker, known.reminders = who, 0

    @rule(number=numbers, who=handlers)
    def draft(self, number: int, who: str) -> None:
        """Write an answer; nobody is told."""
        self._type(who, f"!repondre {number} Oui, à {number}.")
        known = self.known.get(number)
        if known is not None and known.waits:
            known.state, known.is_drafted, known.reminders = DRAFTED, True, 0
            known.taker = known.taker or who

    @rule(number=numbers, who=handlers)
    def publish(self, number: int, who: str) -> None:
        """Press the card's button, which is the gardener's."""
        card = self._card(number)
        if card is None or not any(each.label == "Publier la réponse" for each in card.choices):
            return
        self.people[who].presses("Publier la réponse", card, REGION_ROOM)
        if who == "Luc":
            known = self.known[number]
            self.told += 1
            self.known[number] = Known(ANSWERED, known.taker, reopened=known.reopened)

    @rule(number=numbers, who=handlers)
    def pass_on(self, number: int, who: str) -> None:
        """Pass it on to a contact."""
        self._type(who, f"!transmettre {number} DREAL | vendredi")
        known = self.known.get(number)
        if known is not None and known.waits:
            self.told += 1
            known.state, known.taker, known.reminders = TRANSFERRED, who, 0

    @rule(number=numbers, who=handlers)
    def note_silence(self, number: int, who: str) -> None:
        """Say that the contact did not react."""
        card = self._card(number)
        if card is None or not any(each.label == "Pas encore" for each in card.choices):
            return
        self.people[who].presses("Pas encore", card, REGION_ROOM)
        self.known[number].reminders += 1

    @rule(number=numbers, who=handlers)
    def decline(self, number: int, who: str) -> None:
        """Decline it: the gardener may, an agent may not."""
        self._type(who, f"!decliner {number} Non.")
        known = self.known.get(number)
        if known is not None and known.waits and who == "Luc":
            self.told += 1
            self.known[number] = Known(DECLINED, known.taker, reopened=known.reopened)

    @rule(number=numbers)
    def reopen(self, number: int) -> None:
        """Say that an answer does not help, and name the missing part."""
        known = self.known.get(number)
        self.zoe.forges(f"question_rate:{number}:{known.reopened if known else 0}:1", self._own())
        self.zoe.says("Il manque le lieu.")
        if known is not None and known.state is ANSWERED:
            self.known[number] = Known(reopened=known.reopened + 1)
        self.zoe.says("/annuler")
        self.told = len(self.zoe.inbox)

    @rule()
    def restart(self) -> None:
        """Nothing depends on what is only in memory."""
        self.town.restart()

    @invariant()
    def each_question_is_as_far_as_it_is(self) -> None:
        for number, known in self.known.items():
            question = stored(self.town, number)
            assert question.state is known.state
            assert bool(question.draft) == known.is_drafted
            assert question.contact_reminders == known.reminders
            assert question.reopened_count == known.reopened

    @invariant()
    def the_asker_is_told_once_a_step(self) -> None:
        assert len(self.zoe.inbox) == self.told

    def teardown(self) -> None:
        self.town.close()

    def _type(self, who: str, words: str) -> None:
        self.people[who].says(words, REGION_ROOM)

    def _own(self) -> Posted:
        return self.zoe.direct[-1]

    def _card(self, number: int) -> Posted | None:
        title = f"💬 Question {number},"
        cards = [each for each in self.town.said_in(REGION_ROOM) if each.text.startswith(title)]
        return cards[-1] if cards else None


@pytest.mark.timeout(600)  # only a failure takes so long: it is made short before it is told
@pytest.mark.parametrize(
    ("kind", "examples"),
    [
        ("sqlite", 8),
        pytest.param("postgresql", 8, marks=[pytest.mark.postgres, pytest.mark.slow]),
    ],
)
def test_any_order_of_steps_keeps_states_and_tells_once(
    fresh_database: Callable[[str], str], saved_towns: SavedTowns, kind: str, examples: int
) -> None:
    class HereAndNow(Answering):
        def __init__(self) -> None:
            super().__init__()
            region = town_settings(region_room=REGION_ROOM)
            self.town = Town(fresh_database(kind), region, saved=saved_towns)

    run_in_any_order(HereAndNow, examples=examples, steps=25)
