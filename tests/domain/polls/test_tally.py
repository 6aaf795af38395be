"""Counts, percents and winners, for any ballots."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.polls.rules import (
    LONGEST_BAR,
    Choices,
    Counts,
    PollKind,
    Rules,
    Tally,
    added,
    bar,
    recount,
    tally,
    tapped,
)

OPTIONS = 4
SINGLE = Rules(PollKind.ONE, OPTIONS)
MULTIPLE = Rules(PollKind.SEVERAL, OPTIONS, most=OPTIONS)


def ballots(*, most_choices: int) -> st.SearchStrategy[list[Choices]]:
    """Lists of ballots over four options, each with at most so many choices."""
    option = st.integers(1, OPTIONS)
    chosen = st.sets(option, min_size=1, max_size=most_choices).map(lambda c: tuple(sorted(c)))
    return st.lists(chosen, max_size=30)


def counted(cast: list[Choices]) -> Tally:
    """Count each ballot by itself."""
    return tally(OPTIONS, recount(MULTIPLE, [(choices, 1) for choices in cast]))


TENNESSEE = [((1, 2), 42), ((2, 3), 26), ((3, 4), 15), ((4, 3), 17)]
"""The two cities that each group likes best, of Memphis, Nashville, Chattanooga and Knoxville.

https://electowiki.org/wiki/Effects_of_different_voting_systems_under_similar_circumstances
"""


@pytest.mark.parametrize(
    ("rules", "cast", "counts", "winners"),
    [
        pytest.param(
            SINGLE,
            [((first,), people) for (first, _), people in TENNESSEE],
            (42, 26, 15, 17),
            (1,),
            id="one: most first choices",
        ),
        pytest.param(MULTIPLE, TENNESSEE, (42, 68, 58, 32), (2,), id="several: most choices"),
    ],
)
def test_the_capital_of_tennessee_depends_on_the_method(
    rules: Rules,
    cast: list[tuple[Choices, int]],
    counts: tuple[int, ...],
    winners: Choices,
) -> None:
    result = tally(OPTIONS, recount(rules, cast))

    assert result.counts == counts
    assert result.winners == winners
    assert result.voters == 100


@given(ballots(most_choices=1))
def test_the_counts_add_up_to_the_voters_with_one_choice_each(cast: list[Choices]) -> None:
    assert sum(counted(cast).counts) == counted(cast).voters == len(cast)


@given(ballots(most_choices=OPTIONS))
def test_the_counts_add_up_to_the_choices_with_several_choices(cast: list[Choices]) -> None:
    assert sum(counted(cast).counts) == sum(map(len, cast))
    assert counted(cast).voters == len(cast)


@given(ballots(most_choices=OPTIONS))
def test_a_percentage_is_of_the_voters_and_off_by_half_at_most(cast: list[Choices]) -> None:
    result = counted(cast)

    for count, percent in zip(result.counts, result.percents, strict=True):
        assert 0 <= percent <= 100
        assert 2 * abs(percent * result.voters - 100 * count) <= max(result.voters, 0)


@given(ballots(most_choices=OPTIONS), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_their_grouping_counts(
    cast: list[Choices], chance: Random
) -> None:
    shuffled = chance.sample(cast, len(cast))
    grouped = [(choices, cast.count(choices)) for choices in set(cast)]

    assert counted(shuffled) == counted(cast) == tally(OPTIONS, recount(MULTIPLE, grouped))


@given(ballots(most_choices=OPTIONS))
def test_winners_have_the_most_votes_and_come_in_the_order_of_the_options(
    cast: list[Choices],
) -> None:
    result = counted(cast)

    assert list(result.winners) == sorted(result.winners)
    assert bool(result.winners) == bool(cast)
    for option, count in enumerate(result.counts, start=1):
        assert (option in result.winners) == (count == max(result.counts) and count > 0)


@given(ballots(most_choices=OPTIONS), st.integers(1, OPTIONS))
def test_a_second_tap_undoes_the_first(cast: list[Choices], option: int) -> None:
    ballot = cast[0] if cast else ()

    once = tapped(ballot, option, MULTIPLE)

    assert (option in once) != (option in ballot)
    assert tapped(once, option, MULTIPLE) == ballot


@pytest.mark.parametrize(
    ("ballot", "option", "rules", "after"),
    [
        pytest.param((), 2, SINGLE, (2,), id="a first vote"),
        pytest.param((1,), 2, SINGLE, (2,), id="a new choice replaces the old"),
        pytest.param((2,), 2, SINGLE, (2,), id="the same choice again is kept"),
        pytest.param((3,), 1, MULTIPLE, (1, 3), id="several choices are kept in order"),
        pytest.param((1, 3), 3, MULTIPLE, (1,), id="one of several is taken back"),
    ],
)
def test_a_tap_changes_a_ballot(ballot: Choices, option: int, rules: Rules, after: Choices) -> None:
    assert tapped(ballot, option, rules) == after


def test_a_yes_said_twice_stays_a_yes() -> None:
    assert added((2,), 2, SINGLE) == (2,)
    assert added((1, 2), 2, MULTIPLE) == (1, 2)


@given(st.integers(0, 100))
def test_a_bar_is_never_longer_than_all(percent: int) -> None:
    assert len(bar(percent)) <= len(bar(100)) == LONGEST_BAR


def test_halves_are_rounded_up() -> None:
    assert tally(2, Counts(8, {(1,): 1, (2,): 7})).percents == (13, 88)
