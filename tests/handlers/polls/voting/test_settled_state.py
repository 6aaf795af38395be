"""A poll with a quorum among others, in whatever order: its list of voters, and whom it awaits."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis.stateful import initialize, invariant, precondition, rule

from bot.core.messages.incoming import Kind
from bot.domain.polls.rules import Choices, PollKind, Rules
from storage.polls import AwaitedVotes, SecretVotes
from tests.handlers.polls.voting.test_state import (
    ACCOUNTS,
    OPTIONS,
    RULES,
    Voting,
    accounts,
    options,
)
from tests.saved_towns import SavedTowns
from tests.state_machines import run_in_any_order
from tests.town import Town

QUORUM = len(RULES) + 1
NEEDED = 3
LATE = len(ACCOUNTS) - 1


class OnlyLookedAt(Exception):
    """Nothing of this unit of work stays."""


class SettledVoting(Voting):
    """The same people and polls, and one with a quorum; `listed` says who may vote in it.

    The gardener may, and has voted. One account comes, or comes back, when the list is settled.
    """

    poll_rules = RULES | {QUORUM: Rules(PollKind.ONE, len(OPTIONS))}

    @initialize()
    def settle_in(self) -> None:
        """The gardener asks once more, while one is away."""
        super().settle_in()
        self.leave(LATE)
        self.ana.publishes(f"/sondage Quand ? | {' | '.join(OPTIONS)} --quorum {NEEDED}")
        self.ana.says(f"/voter {QUORUM} 1")
        self.ballots[QUORUM, len(ACCOUNTS)] = (0, (1,))
        self.listed = set(self.persons) - {LATE}

    @rule(account=accounts, option=options)
    def tap_settled(self, account: int, option: int) -> None:
        """Vote; members who are not on the list are refused."""
        super().tap(account, QUORUM, option)

    @rule(account=accounts)
    def withdraw_settled(self, account: int) -> None:
        """Withdraw the vote in it."""
        super().take_back(account, QUORUM)

    @rule(account=accounts)
    def vote_again_from_elsewhere(self, account: int) -> None:
        """Type the same vote in private that was cast in the room, and have both come again."""
        who = self.people[account]
        self.tap_settled(account, 2)
        words = f"voter {QUORUM} 3"
        said = self._incoming(who, who.address, Kind.WORDS, words=words, command=True)
        self._handle(who, said)
        self._say(account, QUORUM, lambda _mine: (3,))
        for each in (self.received[-1], (who, said)):
            self._handle(*each)

    @precondition(lambda self: QUORUM in self.open)
    @rule()
    def close_settled(self) -> None:
        """End it: its result is valid if so many voted."""
        voters = sum(poll == QUORUM for poll, _ in self.ballots)
        self.ana.says(f"/cloturer {QUORUM}")
        result = self.town.said_in(self.ana.square)[-1].text
        assert ("Vote non valable" in result) is (voters < NEEDED)
        self.open.discard(QUORUM)
        self.listed &= self.here

    @precondition(lambda self: len(set(self.persons)) > 1)
    @rule(first=accounts, second=accounts)
    def link(self, first: int, second: int) -> None:
        """Two accounts are one on the list, if either was on it."""
        kept, gone = self.persons[first], self.persons[second]
        super().link(first, second)
        if gone in self.listed and gone not in self.persons:
            self.listed = self.listed - {gone} | {kept}

    @invariant()
    def the_list_is_of_those_who_were_there_and_are_here(self) -> None:
        with self.town.database.unit() as store:
            entitled = store[SecretVotes].turnout(QUORUM).entitled
        assert entitled == 1 + len(self._entitled())

    @invariant()
    def it_awaits_those_who_are_here_and_have_not_voted(self) -> None:
        awaited = [each for each in self._entitled() if (QUORUM, each) not in self.ballots]
        complete = QUORUM in self.open and not awaited
        with suppress(OnlyLookedAt), self.town.database.unit() as store:
            told = {poll.id for poll in store[AwaitedVotes].mark_complete(self.town.clock.now())}
            assert told == ({QUORUM} if complete else set())
            raise OnlyLookedAt

    def _entitled(self) -> set[int]:
        return self.listed & self.here if QUORUM in self.open else self.listed

    def _say(self, account: int, poll: int, change: Callable[[Choices], Choices]) -> None:
        """As others; only those on the list vote."""
        if poll != QUORUM or self.persons[account] in self.listed:
            super()._say(account, poll, change)


@pytest.mark.slow
@pytest.mark.timeout(600)  # only a failure takes so long: it is made short before it is told
def test_any_order_of_acts_awaits_the_listed_members_who_are_still_here(
    fresh_database: Callable[[str], str], saved_towns: SavedTowns
) -> None:
    class HereAndNow(SettledVoting):
        def __init__(self) -> None:
            super().__init__()
            self.town = Town(fresh_database("sqlite"), saved=saved_towns)

    run_in_any_order(HereAndNow, examples=5, steps=25)
