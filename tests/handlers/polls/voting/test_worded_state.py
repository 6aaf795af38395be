"""Consent, things to bring and open questions, in any order: votes and their words agree."""

from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.core.messages.incoming import Kind
from bot.domain.polls.rules import WORD_CHOICE, Choices, PollKind, Rules
from storage.polls import WordsOnPolls
from tests.handlers.polls.voting.test_state import RULES, Voting, accounts, options
from tests.saved_towns import SavedTowns
from tests.state_machines import run_in_any_order
from tests.town import Town

CONSENT, BRING, OPEN = range(len(RULES) + 1, len(RULES) + 4)
WORDED = {CONSENT: 3, OPEN: 1}
"""The choices that come with words."""
THINGS = ("salade x2", "pain", "nappe")
PLACES = (2, 1, 1)

worded = st.sampled_from(list(WORDED))
things = st.lists(options, min_size=1, max_size=2, unique=True)


class WordedVoting(Voting):
    """The same people and polls, and three more; `words` says what they wrote in them, and when."""

    poll_rules = RULES | {
        CONSENT: Rules(PollKind.CONSENT, 3),
        BRING: Rules(PollKind.BRING, len(THINGS), most=len(THINGS)),
        OPEN: Rules(PollKind.OPEN, 1),
    }

    @initialize()
    def settle_in(self) -> None:
        """The gardener asks in three more ways."""
        super().settle_in()
        self.words: dict[tuple[int, int], tuple[int, str]] = {}
        self.ana.publishes("/sondage Chaque samedi --consentement")
        self.ana.publishes(f"/sondage Qui apporte quoi ? | {' | '.join(THINGS)} --apporter")
        self.ana.publishes("/sondage Que manque-t-il ? --ouverte")

    # Votes

    @rule(account=accounts, choice=options)
    def consent(self, account: int, choice: int) -> None:
        """Answer a proposal by a tap; an objection without its reason does not count."""
        press = self._press(CONSENT, choice)
        self._receive(account, Kind.PRESS, press=press, press_id=f"press-{self.time}", shown=True)
        if choice != WORDED[CONSENT]:
            self._say(account, CONSENT, lambda _mine: (choice,))

    @rule(account=accounts, thing=options)
    def tap_thing(self, account: int, thing: int) -> None:
        """Take a thing, or give it up."""
        super().tap(account, BRING, thing)

    @rule(account=accounts, chosen=things)
    def type_things(self, account: int, chosen: list[int]) -> None:
        """Type all things at once."""
        typed = " ".join(map(str, chosen))
        self._receive(account, Kind.WORDS, words=f"voter {BRING} {typed}", command=True)
        self._say(account, BRING, lambda _mine: tuple(sorted(chosen)))

    @rule(account=accounts, poll=worded)
    def write(self, account: int, poll: int) -> None:
        """Type an objection with its reason, or an answer."""
        written = f"Raison {self.time}"
        mark = "objection : " if poll == CONSENT else ""
        self._receive(account, Kind.WORDS, words=f"voter {poll} {mark}{written}", command=True)
        self._say_words(account, poll, written)

    @rule(account=accounts, poll=worded)
    def write_when_asked(self, account: int, poll: int) -> None:
        """Touch the choice that comes with words in private, and write them there."""
        written, who = f"Raison {self.time}", self.people[account]
        key = f"press-{self.time}"
        press = {"press": self._press(poll, WORDED[poll]), "press_id": key, "shown": True}
        self._handle(who, self._incoming(who, who.address, Kind.PRESS, **press))
        said = self._incoming(who, who.address, Kind.WORDS, words=written)
        self.received.append((who, said))
        self._handle(who, said)
        self._say_words(account, poll, written)

    @rule(account=accounts, poll=st.sampled_from([CONSENT, BRING, OPEN]))
    def withdraw(self, account: int, poll: int) -> None:
        """Type that the vote is withdrawn."""
        super().take_back(account, poll)

    # Events in the lives of people and polls

    @precondition(lambda self: len(set(self.persons)) > 1)
    @rule(first=accounts, second=accounts)
    def link(self, first: int, second: int) -> None:
        """Words stay with the vote that stays."""
        both = self.persons[first], self.persons[second]
        before = dict(self.ballots)
        super().link(first, second)
        if both[0] == both[1] or both[1] in self.persons:
            return
        for poll in WORDED:
            written = [(self.words.pop((poll, each), None), (poll, each)) for each in both]
            stays = self.ballots.get((poll, both[0]))
            for words, whose in written:
                if words and before[whose] == stays:
                    self.words[poll, both[0]] = words

    @rule(first=accounts, second=accounts, choice=options)
    def turn_out_to_be_one(self, first: int, second: int, choice: int) -> None:
        """Two accounts that answered differently are one person's."""
        self.write(first, CONSENT)
        self.consent(second, choice)
        self.write(second, OPEN)
        if len(set(self.persons)) > 1:
            self.link(first, second)

    @rule(account=accounts)
    def leave(self, account: int) -> None:
        """Leave the community, which takes words back with their votes."""
        super().leave(account)
        self._forget_words()

    @rule(poll=st.sampled_from([CONSENT, BRING, OPEN]))
    def close_these(self, poll: int) -> None:
        """End one of these polls."""
        super().close(poll)

    # Invariants

    @invariant()
    def words_are_those_of_votes_that_have_some(self) -> None:
        with self.town.database.unit() as store:
            kept = [
                (poll, each.words) for poll in WORDED for each in store[WordsOnPolls].of(poll, 9)
            ]
        meant = [(poll, words) for (poll, _), (_, words) in self.words.items()]
        assert sorted(kept) == sorted(meant)

    @invariant()
    def nothing_is_brought_by_too_many(self) -> None:
        assert all(self._taken(nth) <= places for nth, places in enumerate(PLACES, start=1))

    # Helpers

    def _say(self, account: int, poll: int, change: Callable[[Choices], Choices]) -> None:
        """As others; things that are taken are refused."""
        mine = self.ballots.get((poll, self.persons[account]), (0, ()))[1]
        new = set(change(mine)) - set(mine) if poll == BRING else set()
        if all(self._taken(each) < PLACES[each - 1] for each in new):
            super()._say(account, poll, change)
            self._forget_words()

    def _say_words(self, account: int, poll: int, written: str) -> None:
        self._say(account, poll, lambda _mine: (WORDED[poll],))
        person = self.persons[account]
        if person in self.here and poll in self.open:
            self.words[poll, person] = (self.time, written)

    def _forget_words(self) -> None:
        """Words are no more without a vote that has some."""
        self.words = {
            whose: words
            for whose, words in self.words.items()
            if WORD_CHOICE[self.poll_rules[whose[0]].kind] in self.ballots.get(whose, (0, ()))[1]
        }

    def _taken(self, thing: int) -> int:
        return sum(thing in mine for (of, _), (_, mine) in self.ballots.items() if of == BRING)


@pytest.mark.slow
@pytest.mark.timeout(600)  # only a failure takes so long: it is made short before it is told
def test_any_order_of_acts_keeps_the_words_of_votes_that_count(
    fresh_database: Callable[[str], str], saved_towns: SavedTowns
) -> None:
    class HereAndNow(WordedVoting):
        def __init__(self) -> None:
            super().__init__()
            self.town = Town(fresh_database("sqlite"), saved=saved_towns)

    run_in_any_order(HereAndNow, examples=6, steps=25)
