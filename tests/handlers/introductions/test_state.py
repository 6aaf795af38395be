"""Contacts and pairs after any steps in any order: answers, departures, erasures, links."""

from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.vocabulary.accounts import accounts_of
from storage.introductions import Introductions, Pair
from storage.members import Identities, Members
from storage.unit_of_work import Store
from tests.handlers.introductions.adults import grown, young
from tests.handlers.introductions.introduced import YES, introduces
from tests.handlers.linking.accounts import linked
from tests.saved_towns import SavedTowns
from tests.state_machines import run_in_any_order
from tests.town import Neighbour, Town

NAMES = ("Zoe", "Yan", "Max")
people = st.sampled_from(NAMES)
numbers = st.integers(1, 4)


class Meeting(RuleBasedStateMachine):
    """Three members and their gardener; one of them has a second account at times."""

    town: Town

    @initialize()
    def settle_in(self) -> None:
        """All have joined as adults."""
        self.ana = self.town.gardener("territory")
        self.people = {each: self._arrived(each) for each in NAMES}
        self.second: Neighbour | None = None
        self.yes: set[tuple[str, int]] = set()
        """Members, with introductions to which their latest answer is a yes."""
        self.given: dict[str, set[str]] = {each: set() for each in NAMES}
        """The accounts that others gave to each of them: those that they had when saying yes."""
        self.met: set[int] = set()

    @rule(one=people, other=people)
    def introduce(self, one: str, other: str) -> None:
        """Propose it, again and again; the first one says yes at once."""
        introduces(self.ana, f"/presenter {one} | {other} | Bonjour")
        for each in self._pairs(one)[:1]:
            self.agree(one, each.introduction.id)

    @rule(who=people)
    def agree_to_all(self, who: str) -> None:
        """Press yes on all introductions of one's own."""
        for each in self._pairs(who):
            self.agree(who, each.introduction.id)

    @rule(who=people, number=numbers)
    def agree(self, who: str, number: int) -> None:
        """Press yes on any introduction, one's own or not."""
        for each in self._pairs(who):
            if each.introduction.id == number and each.introduction.met_at is None:
                self.yes.add((who, number))
                reader = self._name(each)
                if reader in NAMES:
                    self.given[reader] |= self._accounts(self.people[who])
        self._press(self.people[who], f"introduction_yes:{number}:0")
        self._press(self.people[who], f"introduction:{number}")
        card = self.people[who].direct[-1]
        if YES in [each.label for each in card.choices]:
            self.people[who].presses(YES, card)

    @rule(who=people, number=numbers)
    def decline(self, who: str, number: int) -> None:
        """Press no, or withdraw a yes."""
        self.yes.discard((who, number))
        self._press(self.people[who], f"introduction_no:{number}")

    @rule(who=people)
    def leave_and_return(self, who: str) -> None:
        """Leave the community, and join it again."""
        self.yes = {each for each in self.yes if each[0] != who}
        person = self.people[who]
        person.says("/quitter")
        person.presses("Quitter la communauté")
        person.presses("Oui, quitter")
        person.joins()

    @rule(who=people)
    def erase(self, who: str) -> None:
        """Erase oneself, and come back as a new member."""
        self.yes = {each for each in self.yes if each[0] != who}
        person = self.people[who]
        person.says("/effacer")
        person.presses("Effacer mes données")
        person.presses("Oui, tout effacer")
        grown(person.joins())

    @rule(who=people)
    def grow_younger(self, who: str) -> None:
        """Say that one is younger than 18, and then the contrary."""
        young(self.people[who])
        self._press(self.people[who], "introduction_yes:1:0")
        grown(self.people[who])

    @precondition(lambda self: self.second is None)
    @rule(one=people, other=people)
    def link(self, one: str, other: str) -> None:
        """Come by a second account, be introduced by it, and link it between two yeses."""
        self.introduce(one, other)
        self.second = grown(self.town.member("Zed", on="matrix").wants_messages())
        introduces(self.ana, "/presenter Zed | Yan | Bonjour")
        linked(self.people[one], self.second)
        self.yes |= {(one, each.introduction.id) for each in self._pairs(one) if _agrees(each)}
        self.agree_to_all(other)

    @rule(who=people)
    def look(self, who: str) -> None:
        """Open all introductions of one's own."""
        for each in self._pairs(who):
            self._press(self.people[who], f"introduction:{each.introduction.id}")

    @rule()
    def restart(self) -> None:
        """Nothing depends on what is only in memory."""
        self.town.restart()

    @invariant()
    def contacts_are_shared_after_two_yeses_only(self) -> None:
        for name in NAMES:
            for pair in self._pairs(name):
                number = pair.introduction.id
                if pair.introduction.met_at is not None and number not in self.met:
                    assert (name, number) in self.yes
        self.met |= {
            each.introduction.id
            for name in NAMES
            for each in self._pairs(name)
            if each.introduction.met_at is not None
        }

    @invariant()
    def nobody_reads_a_contact_before(self) -> None:
        met = {
            frozenset((name, self._name(pair)))
            for name in NAMES
            for pair in self._pairs(name)
            if pair.introduction.met_at is not None
        }
        self.shared = getattr(self, "shared", set()) | met
        for name in NAMES:
            for other in NAMES:
                if name != other and frozenset((name, other)) not in self.shared:
                    address = f"@\u2060{other.lower()}"
                    assert not any(address in each for each in self.people[name].inbox)

    @invariant()
    def nobody_reads_an_account_that_its_owner_had_not_when_saying_yes(self) -> None:
        for reader in NAMES:
            shown = "".join(self.people[reader].inbox)
            others = {each for name in NAMES for each in self._accounts(self.people[name])}
            unknown = others - self.given[reader] - self._accounts(self.people[reader])
            assert not [each for each in unknown if _is_in(each, shown)]

    @invariant()
    def no_pair_is_there_twice_nor_of_one_person(self) -> None:
        for name in NAMES:
            others = [each.other.member_id for each in self._pairs(name)]
            assert len(others) == len(set(others))
            assert all(each.own.member_id != each.other.member_id for each in self._pairs(name))

    def teardown(self) -> None:
        self.town.close()

    def _arrived(self, name: str) -> Neighbour:
        return grown(self.town.member(name, on="matrix").wants_messages())

    def _press(self, who: Neighbour, press: str) -> None:
        who.says("/menu")
        who.forges(press, who.direct[-1])

    def _pairs(self, name: str) -> list[Pair]:
        return self._pairs_of(self.people[name])

    def _pairs_of(self, person: Neighbour) -> list[Pair]:
        def read(store: Store) -> list[Pair]:
            identity = store[Identities].get(person.address)
            return [] if identity is None else store[Introductions].listed(1, identity.member_id)

        return self.town.do(self.town.app.lanes.run(read))

    def _accounts(self, person: Neighbour) -> set[str]:
        def read(store: Store) -> set[str]:
            return accounts_of(store, person.address)

        return self.town.do(self.town.app.lanes.run(read))

    def _name(self, pair: Pair) -> str:
        def read(store: Store) -> str:
            member = store[Members].get(pair.other.member_id)
            return "" if member is None else member.name

        return self.town.do(self.town.app.lanes.run(read))


def _is_in(address: str, shown: str) -> bool:
    return f"@\u2060{address.partition(':@')[2]}" in shown


def _agrees(pair: Pair) -> bool:
    return pair.own.answer == "yes"


@pytest.mark.timeout(600)  # only a failure takes so long: it is made short before it is told
@pytest.mark.parametrize(
    "kind",
    [
        "sqlite",
        pytest.param(
            "postgresql", marks=[pytest.mark.postgres, pytest.mark.slow, pytest.mark.sweep]
        ),
    ],
)
def test_contacts_need_two_yeses_after_any_acts_in_between(
    fresh_database: Callable[[str], str], saved_towns: SavedTowns, kind: str
) -> None:
    class HereAndNow(Meeting):
        def __init__(self) -> None:
            super().__init__()
            self.town = Town(fresh_database(kind), saved=saved_towns)

    run_in_any_order(HereAndNow, examples=3, steps=20)
