"""Instant run-off: published examples, and properties for any ballots."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.polls.ranked import (
    ranking_added,
    ranking_meant,
    ranking_tapped,
    run_off,
)
from bot.domain.polls.rules import Choices

Cast = list[tuple[Choices, int]]
OPTIONS = 4

MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE = range(1, 5)
TENNESSEE: Cast = [
    ((MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE), 42),
    ((NASHVILLE, CHATTANOOGA, KNOXVILLE, MEMPHIS), 26),
    ((CHATTANOOGA, KNOXVILLE, NASHVILLE, MEMPHIS), 15),
    ((KNOXVILLE, CHATTANOOGA, NASHVILLE, MEMPHIS), 17),
]
"""The capital of Tennessee: https://en.wikipedia.org/wiki/Instant-runoff_voting#Examples."""
BOB, SUE, BILL = range(1, 4)
BOB_SUE_BILL: Cast = [((BOB, BILL, SUE), 2), ((SUE, BOB, BILL), 2), ((BILL, SUE, BOB), 1)]
"""Five voters: the same page."""


@pytest.mark.parametrize(
    ("options", "cast", "counts", "winners"),
    [
        pytest.param(
            *(4, TENNESSEE),
            [[42, 26, 15, 17], [42, 26, 32], [42, 58]],
            (KNOXVILLE,),
            id="capital of Tennessee",
        ),
        pytest.param(3, BOB_SUE_BILL, [[2, 2, 1], [2, 3]], (SUE,), id="Bob, Sue and Bill"),
        pytest.param(3, [((1,), 3), ((2, 3), 2)], [[3, 2, 0]], (1,), id="more than half at once"),
        pytest.param(2, [((1, 2), 1), ((2, 1), 1)], [[1, 1]], (1, 2), id="a tie"),
        pytest.param(
            *(3, [((1, 2), 3), ((2, 1), 3), ((3,), 1)]),
            [[3, 3, 1], [3, 3]],
            (1, 2),
            id="a tie once the last is out",
        ),
        pytest.param(
            *(4, [((1,), 3), ((2, 1), 3), ((3, 2), 1), ((4, 1), 1)]),
            [[3, 3, 1, 1], [4, 4]],
            (1, 2),
            id="equals that cannot stay go out together",
        ),
        pytest.param(
            *(3, [((1, 2), 4), ((2, 3), 3), ((3, 2), 3)]),
            [[4, 3, 3]],
            (2, 3),
            id="which of the equals goes out decides",
        ),
        pytest.param(
            *(3, [((1, 2), 4), ((2, 1), 2), ((3, 1), 2)]),
            [[4, 2, 2], [6, 2]],
            (1,),
            id="whichever of the equals goes out",
        ),
        pytest.param(2, [], [], (), id="nobody voted"),
    ],
)
def test_published_examples_are_counted_as_published(
    options: int, cast: Cast, counts: list[list[int]], winners: Choices
) -> None:
    counted = run_off(options, cast)

    assert [[count for _, count in each.counts] for each in counted.rounds] == counts
    assert counted.winners == winners


rankings = st.permutations(range(1, OPTIONS + 1)).flatmap(
    lambda order: st.integers(1, OPTIONS).map(lambda most: tuple(order[:most]))
)
casts = st.lists(st.tuples(rankings, st.integers(1, 5)), min_size=1, max_size=12)


@given(casts, st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_their_grouping_counts(cast: Cast, chance: Random) -> None:
    single = [(ranking, 1) for ranking, people in cast for _ in range(people)]
    chance.shuffle(single)

    assert run_off(OPTIONS, single) == run_off(OPTIONS, cast)


@given(casts)
def test_winners_have_most_ballots_of_the_last_round(cast: Cast) -> None:
    counted = run_off(OPTIONS, cast)
    last = dict(counted.rounds[-1].counts)

    assert counted.winners
    if not counted.equal_last:
        assert {last[each] for each in counted.winners} == {max(last.values())}
    assert all(earlier.ballots >= later.ballots for earlier, later in pairwise(counted.rounds))
    assert counted.rounds[0].ballots == counted.voters


@given(casts)
def test_winners_are_all_who_may_win_when_equals_go_out_one_by_one(cast: Cast) -> None:
    counted = run_off(OPTIONS, cast)

    assert set(counted.winners) == _may_win(frozenset(range(1, OPTIONS + 1)), cast)


def _may_win(left: frozenset[int], cast: Cast) -> set[int]:
    """The same by the plainest way: each order in which equals may go out."""
    firsts = [next((each for each in ranking if each in left), 0) for ranking, _ in cast]
    counts = {
        each: sum(n for (_, n), it in zip(cast, firsts, strict=True) if it == each) for each in left
    }
    most, fewest = max(counts.values()), min(counts.values())
    if 2 * most > sum(counts.values()) or most == fewest:
        return {each for each in left if counts[each] == most}
    last = [each for each in left if counts[each] == fewest]
    return {won for each in last for won in _may_win(left - {each}, cast)}


def test_taps_rank_choices_in_their_order() -> None:
    ranking: Choices = ()
    for option in (3, 1, 2, 1):
        ranking = ranking_tapped(ranking, option)

    assert ranking == (3, 2)
    assert ranking_added((3, 2), 3) == (3, 2)
    assert ranking_added((3, 2), 1) == (3, 2, 1)


@pytest.mark.parametrize(
    ("typed", "ranking"),
    [
        *(("3 1 2", (3, 1, 2)), ("pain, vélo", (3, 1)), ("pain > vélo > compost", (3, 1, 2))),
        *(("compost puis vélo", (2, 1)), ("D’abord le pain", None), ("d'abord pain", (3,))),
        *(("2", (2,)), ("retirer", ()), ("1 1", None), ("4", None), ("pain, bus", None)),
    ],
)
def test_typed_rankings_are_understood(typed: str, ranking: Choices | None) -> None:
    assert ranking_meant(typed, ["vélo", "compost", "pain"]) == ranking


def test_the_last_round_of_each_choice_tells_the_winner_first() -> None:
    counted = run_off(4, TENNESSEE)

    assert [(each.option, each.count, each.round, each.is_out) for each in counted.standings] == [
        (4, 58, 3, False),
        (1, 42, 3, False),
        (2, 26, 2, True),
        (3, 15, 1, True),
    ]
