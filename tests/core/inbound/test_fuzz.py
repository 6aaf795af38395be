"""Any words, presses and answers: no traceback is read, and nothing is stuck."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.app import declarations
from bot.core.declarations.declaration import Declaration
from bot.core.messages.incoming import Kind
from bot.transports.playground import Posted
from storage.inbound import Inbox
from storage.inbound.inbox import InboxState
from tests.core.inbound.awkward_words import pieces
from tests.databases import Fresh
from tests.databases import Kind as DatabaseKind
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.plugins.sweeps import Sweep
from tests.town import BACK_ROOM, Neighbour, Town

pytestmark = pytest.mark.slow

DECLARED = declarations()
BROKEN = ("Traceback", "Something went wrong", "Quelque chose n'a pas marché")
PLACEHOLDER = re.compile(r"\{\w+\}")
# Each example is a town of its own, and what broke is named: there is nothing to shrink.
EXAMPLES = settings(
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
RUNS = [
    pytest.param("sqlite", 3, id="sqlite"),
    pytest.param("postgresql", 1, marks=[pytest.mark.postgres, pytest.mark.slow], id="postgresql"),
]


people, rooms = st.integers(0, 5), st.integers(0, 2)
words = pieces | st.lists(pieces, min_size=2, max_size=4).map(" ".join)
COMMANDS = sorted(DECLARED.commands)
BUTTONS = sorted(DECLARED.buttons)
FORMS = sorted(DECLARED.forms)


@dataclass(frozen=True, slots=True)
class Act:
    """Something typed, or a press where `press` is given."""

    typed: str = ""
    press: str = ""
    replying: bool = False


def everything(typed: str) -> Iterator[tuple[Declaration | None, list[Act]]]:
    """The words to each command, button and form; each list is for one person."""
    heard = [Act(typed), Act(typed, replying=True), Act(f"/start {typed}"), Act(f"/{typed}")]
    yield None, heard
    yield None, [Act(press=typed or ":")]
    for command in DECLARED.all_commands():
        yield command, [Act(f"/{command.fr} {typed}")]
        yield command, [Act(f"{command.name} {typed}")]
    for button in DECLARED.buttons.values():
        full = [typed] * len(button.params)
        presses = [":".join([button.name, *full]), f"{button.name}:{typed}"]
        yield button, [Act(press=each) for each in presses]
        if full[1:]:
            yield button, [Act(press=":".join([button.name, *("1" for _ in full[1:]), typed]))]
    for name, form in DECLARED.forms.items():
        yield form, [Act(press=f"ask:{name}"), *([Act(typed)] * (len(form.params) + 1))]


acts = st.one_of(
    st.builds(Act, words, replying=st.booleans()),
    st.builds(lambda name, typed: Act(f"/{name} {typed}"), st.sampled_from(COMMANDS), words),
    st.builds(Act, st.sampled_from(COMMANDS)),
    st.builds(lambda name: Act(f"/{name}"), st.sampled_from(COMMANDS)),
    st.builds(lambda name: Act(press=f"ask:{name}"), st.sampled_from(FORMS)),
    st.builds(lambda press: Act(press=press), st.sampled_from(["form_skip", "form_cancel"])),
    st.builds(lambda typed: Act(press=f"form_pick:{typed}"), words),
    st.builds(
        lambda name, typed: Act(press=":".join([name, *typed])),
        st.sampled_from(BUTTONS),
        st.lists(words | st.sampled_from(["1", "2"]), max_size=3),
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A person, in private unless there is a room."""

    who: Neighbour
    room: str | None

    @property
    def said(self) -> list[Posted]:
        """Return the messages to the person there."""
        return self.who.town.said_in(self.room or self.who.address)


class Fuzzed:
    """A town in which something goes on already, and which remembers what was typed."""

    def __init__(self, url: str) -> None:
        self.town = Town(url)
        self.ana, self.luc = self.town.gardener("territory"), self.town.gardener("region")
        self.people = [
            self.town.stranger("Xavier"),
            self.town.stranger("Xia", on="matrix", locale="en"),
            self.town.member("Zoé"),
            self.town.member("Mia", on="matrix", locale="en"),
            self.ana,
            self.luc,
        ]
        self._press_ids = count(1)
        self._typed: list[str] = []
        self.ana.publishes("/sondage Quel jour ? | mardi | jeudi")
        self.ana.publishes("/sondage Quels jours ? | mardi | jeudi --multiple")
        add_news(self.ana, "/actu Le compost | Il est mûr.")
        submit_letter(self.luc)

    def place(self, person: int, room: int) -> Place:
        """A person, and a room: their own, the members', or the gardeners' to the Region's."""
        who = self.people[person % len(self.people)]
        rooms = [None, who.square, BACK_ROOM if who is self.luc else None]
        return Place(who, rooms[room % len(rooms)])

    def happens(self, *turns: tuple[Place, Act], name: str | None = None) -> None:
        """Play all these acts, under names that people may choose; check that nothing broke."""
        self._typed += [name or "", *(f"{act.typed} {act.press}" for _, act in turns)]

        async def all_happen() -> None:
            together, last = turns[:-2], turns[-2:]
            with ExitStack() as cut:  # what comes in meanwhile comes in at once
                for network in self.town.networks.values() if together else ():
                    cut.enter_context(network.cut())
                for place, act in together:
                    await self._does(place, act, name)
            for place, act in last:
                await self._does(place, act, name)

        self.town.do(all_happen())
        self.check()

    def goodbyes(self) -> list[tuple[Place, Act]]:
        """A last word on each network: it hands over what came in before it."""
        return [(self.place(person, 0), Act("/annuler")) for person in (-1, -2)]

    async def _does(self, place: Place, act: Act, name: str | None) -> None:
        who, said = place.who, place.said
        about = said[-1].id if said and (act.replying or act.press) else None
        more: dict[str, Any] = {"room": place.room, "locale": who.locale, "reply_to": about}
        if act.press:
            press_id = f"fuzz-{next(self._press_ids)}"
            more |= {"kind": Kind.PRESS, "press": act.press, "press_id": press_id}
        await who.playground.says(who.address, name or who.name, act.typed, **more)

    def check(self) -> None:
        """Nothing waits or was set aside; nobody was told what only programmers should read."""
        with self.town.database.unit() as store:
            stuck = [store[Inbox].count(each) for each in (InboxState.NEW, InboxState.QUARANTINED)]
            done = store[Inbox].count(InboxState.DONE)
        assert stuck == [0, 0]
        assert done > len(self.people)
        typed = "\n".join(self._typed)
        for told in self.told():
            assert not any(each in told for each in BROKEN)
            unfilled = [each for each in PLACEHOLDER.findall(told) if each not in typed]
            assert unfilled == [], told

    def told(self) -> Iterator[str]:
        """All that anybody was told."""
        for network in self.town.networks.values():
            yield from (words for words, _ in network.told.values())
            for said in network.rooms.values():
                yield from (each.text for each in said)


Make = Callable[[DatabaseKind], Fuzzed]


@pytest.fixture
def make_fuzzed(fresh_database: Fresh) -> Iterator[Make]:
    """Make fuzzed towns; only the latest one stays open."""
    made: list[Fuzzed] = []

    def make_one(kind: DatabaseKind) -> Fuzzed:
        if made:
            made.pop().town.close()
        made.append(Fuzzed(fresh_database(kind)))
        return made[-1]

    yield make_one
    for each in made:
        each.town.close()


@pytest.mark.parametrize(("database", "examples"), RUNS)
def test_any_words_to_everything_break_nothing(
    make_fuzzed: Make, database: DatabaseKind, examples: int, sweep: Sweep
) -> None:
    @settings(EXAMPLES, max_examples=examples)
    @given(typed=words, name=words, first=people, shift=rooms)
    def try_everything(typed: str, name: str, first: int, shift: int) -> None:
        fuzzed = make_fuzzed(database)
        turns = [
            (fuzzed.place(nth, nth // 6 + shift), act)
            for nth, (declared, acts) in enumerate(everything(typed), first)
            if declared is None or sweep.picks(f"{declared.name} {nth}", declared)
            for act in acts
        ]
        fuzzed.happens(*turns, *fuzzed.goodbyes(), name=name)

    try_everything()


@pytest.mark.parametrize(("database", "examples"), RUNS)
def test_any_conversation_breaks_nothing_and_is_answered(
    make_fuzzed: Make, database: DatabaseKind, examples: int
) -> None:
    @settings(EXAMPLES, max_examples=examples)
    @given(st.lists(st.tuples(people, rooms, acts), min_size=20, max_size=20))
    def converse(turns: list[tuple[int, int, Act]]) -> None:
        fuzzed = make_fuzzed(database)
        for person, room, act in turns:
            place = fuzzed.place(person, room)
            before = len(place.said)
            fuzzed.happens((place, act))
            blank = act.press or not act.typed.strip(" \n\0/!")
            assert place.room or blank or len(place.said) > before, "left without an answer"

    converse()
