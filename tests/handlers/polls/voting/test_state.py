"""After any acts in any order the tally is the last valid ballot of each member."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from bot.core.messages.content import with_revision
from bot.core.messages.incoming import Incoming, Kind
from bot.domain.polls.ballots_by_kind import METHODS
from bot.domain.polls.rules import Choices, PollKind, Rules, tally
from storage.polls import BallotCounts, Ballots
from storage.revisions import Revisions
from tests.handlers.linking.accounts import linked
from tests.saved_towns import SavedTowns
from tests.state_machines import run_in_any_order
from tests.town import SQUARE, Neighbour, Town

ACCOUNTS = (("Tia", "telegram"), ("Mia", "matrix"), ("Max", "matrix"))
OPTIONS = ("mardi", "jeudi", "samedi")
DATES = ("5/12", "6/12", "7/12")
SINGLE, MULTIPLE, RANKED, DATED = 1, 2, 3, 4
COUNTED = (SINGLE, MULTIPLE)
RULES = {
    SINGLE: Rules(PollKind.ONE, len(OPTIONS)),
    MULTIPLE: Rules(PollKind.SEVERAL, len(OPTIONS), most=len(OPTIONS)),
    RANKED: Rules(PollKind.RANKED, len(OPTIONS), most=len(OPTIONS)),
    DATED: Rules(PollKind.DATE, len(OPTIONS), most=len(OPTIONS)),
}

accounts = st.integers(0, len(ACCOUNTS) - 1)
polls = st.sampled_from(list(RULES))
options = st.integers(1, len(OPTIONS))
rankings = st.lists(options, min_size=1, max_size=3, unique=True)


class Voting(RuleBasedStateMachine):
    """Three accounts on two networks, polls of four kinds, and the expected counts.

    `persons` says who is behind each account; `ballots` what they said in a poll, and when.
    """

    town: Town
    poll_rules = RULES

    @initialize()
    def settle_in(self) -> None:
        """Everybody joins, and the gardener asks in four ways."""
        self.time = 0
        self.ana = self.town.gardener("territory")
        self.people = [self.town.member(name, on=network) for name, network in ACCOUNTS]
        self.ana.publishes(f"/sondage Quand ? | {' | '.join(OPTIONS)}")
        self.ana.publishes(f"/sondage Quand ? | {' | '.join(OPTIONS)} --multiple")
        self.ana.publishes(f"/sondage Quand ? | {' | '.join(OPTIONS)} --classement")
        self.ana.publishes(f"/sondage Quand ? | {' | '.join(DATES)} --date")
        self.persons = list(range(len(ACCOUNTS)))
        self.here = set(self.persons)
        self.open = set(self.poll_rules)
        self.ballots: dict[tuple[int, int], tuple[int, Choices]] = {}
        self.received: list[tuple[Neighbour, Incoming]] = []

    # Votes

    @rule(account=accounts, poll=polls, option=options)
    def tap(self, account: int, poll: int, option: int) -> None:
        """Touch a choice on a card of the shared room, even an old card."""
        press = self._press(poll, option)
        self._receive(account, Kind.PRESS, press=press, press_id=f"press-{self.time}", shown=True)
        self._say(
            account,
            poll,
            lambda mine: METHODS[self.poll_rules[poll].kind].tap(
                mine, option, self.poll_rules[poll]
            ),
        )

    def _press(self, poll: int, choice: int | str) -> str:
        """The press of a choice on the present card."""
        with self.town.database.unit() as store:
            return with_revision(f"vote:{poll}:{choice}", store[Revisions].of("poll", poll))

    @rule(poll=polls, chosen=st.tuples(*[options] * len(ACCOUNTS)))
    def all_tap(self, poll: int, chosen: Choices) -> None:
        """Everybody votes."""
        for account, option in enumerate(chosen):
            self.tap(account, poll, option)

    @rule(account=accounts, poll=polls, chosen=rankings)
    def type_choices(self, account: int, poll: int, chosen: list[int]) -> None:
        """Type the whole vote; several choices in the single poll are refused."""
        typed = " ".join(map(str, chosen))
        meant = tuple(chosen if poll == RANKED else sorted(chosen))
        self._receive(account, Kind.WORDS, words=f"voter {poll} {typed}", command=True)
        if poll != SINGLE or len(chosen) == 1:
            self._say(account, poll, lambda _mine: meant)

    @rule(account=accounts, poll=polls)
    def take_back(self, account: int, poll: int) -> None:
        """Type that the vote is taken back."""
        self._receive(account, Kind.WORDS, words=f"voter {poll} retirer", command=True)
        self._say(account, poll, lambda _mine: ())

    @precondition(lambda self: self.received)
    @rule(chance=st.randoms(use_true_random=False))
    def receive_again(self, chance: Callable[..., object]) -> None:
        """A network hands on what it handed on before."""
        who, incoming = chance.choice(self.received)  # type: ignore[attr-defined]
        self._handle(who, incoming)

    # Events in the lives of people and polls

    @precondition(lambda self: len(set(self.persons)) > 1)
    @rule(first=accounts, second=accounts)
    def link(self, first: int, second: int) -> None:
        """Two accounts turn out to be one person's."""
        kept, gone = self.persons[first], self.persons[second]
        if kept == gone or kept not in self.here:
            return
        self.town.do(asyncio.sleep(0))  # what waits to be said comes before what linking says
        linked(self.people[first], self.people[second])
        self.persons = [kept if each == gone else each for each in self.persons]
        self.here.discard(gone)
        for poll in self.poll_rules:
            both = [self.ballots.pop((poll, each), (0, ())) for each in (kept, gone)]
            if max(both)[0]:
                self.ballots[poll, kept] = max(both)

    @rule(account=accounts)
    def leave(self, account: int) -> None:
        """Leave the community, which takes the votes back from open polls."""
        person = self.persons[account]
        if person not in self.here:
            return
        who = self.people[account]
        who.says("/quitter")
        who.presses("Quitter la communauté")
        who.presses("Oui, quitter")
        self.here.discard(person)
        for poll in self.open:
            self.ballots.pop((poll, person), None)

    @rule(account=accounts)
    def rejoin(self, account: int) -> None:
        """Come back."""
        if self.persons[account] not in self.here:
            self.people[account].joins()
            self.here.add(self.persons[account])

    @precondition(lambda self: self.ballots)
    @rule(poll=polls)
    def close(self, poll: int) -> None:
        """End a poll: from then on its votes stay as they are."""
        self.ana.says(f"/cloturer {poll}")
        self.open.discard(poll)

    @rule()
    def restart(self) -> None:
        """Nothing depends on what is only in memory."""
        self.town.restart()

    # Invariants

    @invariant()
    def the_tally_is_the_last_valid_ballot_of_each_member(self) -> None:
        with self.town.database.unit() as store:
            for poll in self.poll_rules:
                meant = Counter(mine for (of, _), (_, mine) in self.ballots.items() if of == poll)
                assert dict(store[Ballots].counts(poll)) == meant
            assert not store[BallotCounts].wrong(), "a recount says the same"

    def teardown(self) -> None:
        """Both rooms show the same counts as are stored."""
        self.town.do(asyncio.sleep(0))
        for poll in COUNTED:
            here, there = (self._shown(room, poll) for room in SQUARE.values())
            with self.town.database.unit() as store:
                counted = tally(len(OPTIONS), store[BallotCounts].of(poll))
            assert here == there == list(counted.counts)
        self.town.close()

    # Helpers

    def _say(self, account: int, poll: int, change: Callable[[Choices], Choices]) -> None:
        """Note the changes of a vote, if it is valid."""
        person = self.persons[account]
        if person not in self.here or poll not in self.open:
            return
        before = self.ballots.get((poll, person), (0, ()))[1]
        ballot = change(before)
        if ballot == before:
            return  # a vote that changes nothing is no later vote
        self.ballots.pop((poll, person), None)
        if ballot:
            self.ballots[poll, person] = (self.time, ballot)

    def _receive(self, account: int, kind: Kind, **more: object) -> None:
        who = self.people[account]
        incoming = self._incoming(who, who.square, kind, **more)
        self.received.append((who, incoming))
        self._handle(who, incoming)

    def _incoming(self, who: Neighbour, room: str, kind: Kind, **more: object) -> Incoming:
        self.time += 1
        self.town.clock.move(timedelta(seconds=1))
        return Incoming(
            kind,
            who.network,
            f"vote-{self.time}",
            room=room,
            direct=room == who.address,
            sender=who.address,
            name=who.name,
            locale="fr",
            **more,  # type: ignore[arg-type]
        )

    def _handle(self, who: Neighbour, incoming: Incoming) -> None:
        """Receive and handle it; its answers may wait."""

        async def receive() -> None:
            await who.playground.receives(incoming)
            while await self.town.app.dispatcher.step():
                continue

        self.town._runner.run(receive())

    def _shown(self, room: str, poll: int) -> list[int]:
        card = next(each for each in self.town.said_in(room) if f"Sondage {poll}" in each.text)
        lines = card.text.splitlines()[1 : len(OPTIONS) + 1]
        return [int((line.partition(" : ")[2].lstrip("▇ ") or "0").split()[0]) for line in lines]


@pytest.mark.slow
@pytest.mark.timeout(600)  # only a failure takes so long: it is made short before it is told
def test_any_order_of_acts_counts_the_last_valid_ballot_of_each_member(
    fresh_database: Callable[[str], str], saved_towns: SavedTowns
) -> None:
    class HereAndNow(Voting):
        def __init__(self) -> None:
            super().__init__()
            self.town = Town(fresh_database("sqlite"), saved=saved_towns)

    run_in_any_order(HereAndNow, examples=12, steps=30)
