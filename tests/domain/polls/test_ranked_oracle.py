"""Instant run-off beside another implementation: pyrankvote.

Where choices are equal, pyrankvote sends one of them out, by second choices or by lot; ours tells
all who may win. So its winner is among ours, and the same where ours is alone.
"""

from random import Random

from pyrankvote import Ballot, Candidate, instant_runoff_voting

from bot.domain.polls.ranked import run_off
from bot.domain.polls.rules import Choices

ELECTIONS = 500
COMPARED = 250
"""Fewer than this would say little; chance is seeded, so the number is always the same."""

Cast = list[tuple[Choices, int]]


def test_winners_are_those_of_another_implementation() -> None:
    chance = Random(5)
    compared = 0
    for _ in range(ELECTIONS):
        options = chance.randint(2, 7)
        cast = _election(chance, options)
        winners = run_off(options, cast).winners
        compared += len(winners) == 1
        assert _expected_winner(options, cast) in winners, cast

    assert compared >= COMPARED


def _election(chance: Random, options: int) -> Cast:
    """Ballots that rank some or all of the choices."""
    numbers = range(1, options + 1)
    rankings = [
        tuple(chance.sample(numbers, chance.randint(1, options)))
        for _ in range(chance.randint(1, 12))
    ]
    return [(ranking, chance.randint(1, 9)) for ranking in rankings]


def _expected_winner(options: int, cast: Cast) -> int:
    candidates = {number: Candidate(str(number)) for number in range(1, options + 1)}
    ballots = [
        Ballot(ranked_candidates=[candidates[each] for each in ranking])
        for ranking, people in cast
        for _ in range(people)
    ]
    (winner,) = instant_runoff_voting(list(candidates.values()), ballots).get_winners()
    return int(winner.name)
