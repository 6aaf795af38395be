"""Secret votes among others, in whatever order: one vote a person, known by its receipt alone."""

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.core.messages.incoming import Kind
from bot.domain.polls.rules import Choices
from storage.polls import BallotBoxes, SecretVotes
from tests.handlers.linking.accounts import code_for
from tests.handlers.polls.voting.secrecy.test_secret_votes import RECEIPT
from tests.handlers.polls.voting.test_state import OPTIONS, RULES, Voting, accounts, options
from tests.saved_towns import SavedTowns
from tests.state_machines import run_in_any_order
from tests.town import Town

SECRET = len(RULES) + 1
CROWD = 4
"""Others who vote before: with one more vote the result is shown."""


class SecretVoting(Voting):
    """The same people, and a secret poll: its voters are known, and the words of receipts."""

    @initialize()
    def settle_in(self) -> None:
        """The gardener asks once more, in secret."""
        super().settle_in()
        crowd = self.town.crowd(CROWD)
        self.ana.publishes(f"/sondage Quand ? | {' | '.join(OPTIONS)} --secret")
        self.open.add(SECRET)
        self.listed = set(self.persons)
        self.voted: set[int] = set()
        self.secret: dict[str, Choices] = {}
        for each in crowd:
            answer = each.says(f"/voter {SECRET} 1")
            self.secret[RECEIPT.findall(answer)[0]] = (1,)
        self.known = ["K7MP-42RA-CDEF-GH3T"]

    @rule(account=accounts, option=options)
    def vote_secretly(self, account: int, option: int) -> None:
        """Vote for the first time; a second vote is refused."""
        answer = self._write(account, str(option))
        receipt = RECEIPT.search(answer)
        assert (receipt is not None) is (self._may_vote(account) and not self._has_voted(account))
        if receipt is not None:
            self.known.append(receipt[1])
            self.secret[receipt[1]] = (option,)
            self.voted.add(self.persons[account])

    @precondition(lambda self: len(self.known) > 1)
    @rule(account=accounts, option=options, newest=accounts)
    def change(self, account: int, option: int, newest: int) -> None:
        """Change the vote of a receipt."""
        receipt = self._known(newest)
        self._write(account, f"{option} {receipt}")
        if self._may_change(account, receipt):
            self.secret[receipt] = (option,)

    @precondition(lambda self: len(self.known) > 1)
    @rule(account=accounts, newest=accounts)
    def withdraw(self, account: int, newest: int) -> None:
        """Withdraw the vote of a receipt."""
        receipt = self._known(newest)
        self._write(account, f"retirer {receipt}")
        if self._may_change(account, receipt):
            del self.secret[receipt]
            self.voted.discard(self.persons[account])

    @precondition(lambda self: len(set(self.persons)) > 1)
    @rule(first=accounts, second=accounts)
    def link(self, first: int, second: int) -> None:
        """Two accounts with a vote each wait, others are one person from now on."""
        kept, gone = self.persons[first], self.persons[second]
        both = {kept, gone} <= self.voted and kept != gone and kept in self.here
        if both and SECRET in self.open:
            refused = self.people[second].says(f"/relier {code_for(self.people[first])}")
            assert refused.startswith("Les deux comptes ont voté")
            return
        super().link(first, second)
        if gone in self.voted and gone not in self.persons:
            self.voted = self.voted - {gone} | {kept}
        if gone in self.listed and gone not in self.persons:
            self.listed = self.listed - {gone} | {kept}

    @precondition(lambda self: SECRET in self.open)
    @rule()
    def close_secret(self) -> None:
        """End the secret poll: members who left without a vote are off its list."""
        answer = self.ana.says(f"/cloturer {SECRET}")
        if len(self.secret) == CROWD:
            assert answer.startswith("Moins de 5 personnes")
            return
        self.open.discard(SECRET)
        self.listed &= self.here | self.voted

    @invariant()
    def each_person_has_one_secret_vote(self) -> None:
        with self.town.database.unit() as store:
            turnout = store[SecretVotes].turnout(SECRET)
            counted = dict(store[BallotBoxes].counted(SECRET))
        expected = {} if SECRET in self.open else Counter(self.secret.values())
        assert counted == expected
        entitled = self.listed & (self.here | self.voted) if SECRET in self.open else self.listed
        assert turnout == (len(self.secret), len(entitled) + 1 + CROWD)

    def _may_vote(self, account: int) -> bool:
        return SECRET in self.open and self.persons[account] in self.here

    def _has_voted(self, account: int) -> bool:
        return self.persons[account] in self.voted

    def _may_change(self, account: int, receipt: str) -> bool:
        may = self._may_vote(account) and self._has_voted(account)
        return may and receipt in self.secret

    def _known(self, newest: int) -> str:
        return self.known[-1 - newest % len(self.known)]

    def _write(self, account: int, typed: str) -> str:
        """Write it in private, twice with the same key; gives the answer."""
        who = self.people[account]
        words = f"voter {SECRET} {typed}"
        incoming = self._incoming(who, who.address, Kind.WORDS, words=words, command=True)
        self.town.do(asyncio.sleep(0))  # what was made before goes out before
        before = len(who.inbox)
        for _ in range(2):
            self._handle(who, incoming)
        self.town.do(asyncio.sleep(0))
        return "\n".join(who.inbox[before:])


@pytest.mark.slow
@pytest.mark.timeout(600)  # only a failure takes so long: it is made short before it is told
def test_any_order_of_acts_leaves_one_secret_vote_a_person(
    fresh_database: Callable[[str], str], saved_towns: SavedTowns
) -> None:
    class HereAndNow(SecretVoting):
        def __init__(self) -> None:
            super().__init__()
            self.town = Town(fresh_database("sqlite"), saved=saved_towns)

    run_in_any_order(HereAndNow, examples=8, steps=25)
