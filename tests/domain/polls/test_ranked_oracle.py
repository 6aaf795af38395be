"""Instant run-off beside another implementation: pyrankvote.

Methods differ where choices are equal: pyrankvote sends one of them out, by second choices or by
lot, where ours sends all out, or lets all of them win. So elections are compared by their winner
alone, and only where that is the same in any order: one choice wins, and choices that go out
together have fewer ballots in sum than any other, so that none of them could have overtaken it.
"""

from random import Random

from pyrankvote import Ballot, Candidate, instant_runoff_voting

from bot.domain.polls.ranked import RankedTally, Round, run_off
from bot.domain.polls.tally import Choices

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
        counted = run_off(options, cast)
        if _has_one_winner_in_any_order(counted):
            compared += 1
            assert counted.winners == (_expected_winner(options, cast),), cast

    assert compared >= COMPARED


def _election(chance: Random, options: int) -> Cast:
    """Ballots that rank some or all of the choices."""
    numbers = range(1, options + 1)
    rankings = [
        tuple(chance.sample(numbers, chance.randint(1, options)))
        for _ in range(chance.randint(1, 12))
    ]
    return [(ranking, chance.randint(1, 9)) for ranking in rankings]


def _has_one_winner_in_any_order(counted: RankedTally) -> bool:
    return len(counted.winners) == 1 and all(map(_is_same_in_any_order, counted.rounds))


def _is_same_in_any_order(this: Round) -> bool:
    counts = dict(this.counts)
    others = [count for choice, count in counts.items() if choice not in this.out]
    return len(this.out) <= 1 or sum(counts[each] for each in this.out) < min(others)


def _expected_winner(options: int, cast: Cast) -> int:
    candidates = {number: Candidate(str(number)) for number in range(1, options + 1)}
    ballots = [
        Ballot(ranked_candidates=[candidates[each] for each in ranking])
        for ranking, people in cast
        for _ in range(people)
    ]
    (winner,) = instant_runoff_voting(list(candidates.values()), ballots).get_winners()
    return int(winner.name)
