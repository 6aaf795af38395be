"""Who is proposed to whom: nobody alone, nobody refused, nobody again before all others."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pairs import (
    AT_ONCE,
    HELD_WITHIN,
    Acquaintances,
    Couple,
    Participant,
    PauseOver,
    check_pause,
    couple,
    groups_of,
    is_round_due,
    next_round,
    people_at_once,
)

PARIS = ZoneInfo("Europe/Paris")
LONG_AGO = datetime(2026, 1, 6, 9, tzinfo=UTC)
MONTH = timedelta(days=30)
AUCH, DOLE = "32013", "39198"


def people(count: int) -> list[Participant]:
    return [Participant(each) for each in range(1, count + 1)]


def couples(of: Iterable[Sequence[int]]) -> set[Couple]:
    return {couple(*two) for group in of for two in combinations(group, 2)}


@st.composite
def pasts(draw: st.DrawFn, *, refusals: bool) -> tuple[list[Participant], Acquaintances]:
    """Some people, some of whom met, and perhaps refused each other."""
    count = draw(st.integers(0, 14))
    every = [couple(*two) for two in combinations(range(1, count + 1), 2)]
    some = st.sets(st.sampled_from(every)) if every else st.just(set[Couple]())
    met = {two: LONG_AGO + MONTH * (two[0] % 5) for two in draw(some)}
    homes = st.sampled_from([None, AUCH, DOLE])
    likes = st.frozensets(st.sampled_from(["mobility", "nature"]))
    who = [Participant(each.id, draw(homes), None, draw(likes)) for each in people(count)]
    return who, Acquaintances(met, frozenset(draw(some)) if refusals else frozenset())


@given(pasts(refusals=False))
def test_nobody_is_alone_and_only_an_odd_number_has_a_three(
    past: tuple[list[Participant], Acquaintances],
) -> None:
    who, known = past

    groups = groups_of(who, known)

    placed = sorted(each for group in groups for each in group)
    assert placed == ([] if len(who) == 1 else [each.id for each in who])
    sizes = sorted((len(group) for group in groups), reverse=True)
    is_odd = len(who) % 2 == 1 and len(who) > 1
    assert sizes == [3] * is_odd + [2] * (len(sizes) - is_odd)


@given(pasts(refusals=False))
def test_nobody_is_paired_again_while_two_who_did_not_meet_could_be(
    past: tuple[list[Participant], Acquaintances],
) -> None:
    who, known = past

    groups = groups_of(who, known)

    again = [group for group in groups if len(group) == 2 and not known.are_new(group)]
    repeated = [each for group in again for each in group]
    assert all(couple(*two) in known.met for two in combinations(repeated, 2))


@given(pasts(refusals=True))
def test_nobody_is_put_with_a_refused_person_nor_left_alone_without_need(
    past: tuple[list[Participant], Acquaintances],
) -> None:
    who, known = past

    groups = groups_of(who, known)

    assert not couples(groups) & set(known.refused)
    placed = [each for group in groups for each in group]
    assert len(placed) == len(set(placed))
    assert {len(group) for group in groups} <= {2, 3}
    alone = [each.id for each in who if each.id not in placed]
    assert all(not known.allow(two) for two in combinations(alone, 2))
    twos = [group for group in groups if len(group) == 2]
    assert all(not known.allow((*group, each)) for group in twos for each in alone)


@given(pasts(refusals=True))
def test_while_others_follow_only_new_couples_are_made(
    past: tuple[list[Participant], Acquaintances],
) -> None:
    who, known = past

    groups = groups_of(who, known, are_last=False)

    is_new = [len(group) == 2 and known.are_new(group) for group in groups]
    assert len(groups) <= len(who) // 2
    assert all(is_new) or not any(is_new)


@pytest.mark.parametrize("count", [4, 30, AT_ONCE * 3 // 2])
def test_month_after_month_all_others_come_first(count: int) -> None:
    who, met = people(count), dict[Couple, datetime]()
    for nth in range(min(count - 1, 12)):
        made = couples(groups_of(who, Acquaintances(met)))
        assert len(made) == count // 2
        assert not made & met.keys()
        met |= dict.fromkeys(made, LONG_AGO + MONTH * nth)


def test_who_met_all_others_meets_again_whom_they_met_longest_ago() -> None:
    met = {(1, 2): LONG_AGO + MONTH * 2, (1, 3): LONG_AGO, (1, 4): LONG_AGO + MONTH}
    met |= {(2, 3): LONG_AGO + MONTH * 2, (2, 4): LONG_AGO, (3, 4): LONG_AGO + MONTH}

    assert couples(groups_of(people(4), Acquaintances(met))) == {(1, 3), (2, 4)}


def test_those_near_each_other_or_of_the_same_topic_come_first() -> None:
    who = [
        Participant(1, commune=AUCH),
        Participant(2, domains=frozenset({"nature"})),
        Participant(3, commune=DOLE, domains=frozenset({"mobility"})),
        Participant(4, commune=AUCH, domains=frozenset({"mobility"})),
        Participant(5, commune=DOLE),
        Participant(6, domains=frozenset({"nature"})),
        Participant(7, territory="Haut-Doubs"),
        Participant(8, territory="Haut-Doubs"),
    ]

    assert couples(groups_of(who, Acquaintances())) == {(1, 4), (2, 6), (3, 5), (7, 8)}


def test_a_third_person_joins_those_whom_they_did_not_meet() -> None:
    met = {(1, 5): LONG_AGO, (2, 5): LONG_AGO}

    assert sorted(groups_of(people(5), Acquaintances(met))) == [(1, 2), (3, 4, 5)]


@given(st.integers(0, 10_000))
def test_the_last_part_is_never_only_a_few(count: int) -> None:
    left, parts = count, list[int]()
    while left:
        parts.append(people_at_once(left))
        left -= parts[-1]

    assert sum(parts) == count
    assert max(parts, default=0) <= AT_ONCE * 3 // 2
    assert not parts[1:] or min(parts) >= AT_ONCE // 2


def test_large_numbers_are_matched_in_parts_without_a_repeat() -> None:
    """Two months of 2,000 people, whose order changes: each part reads its own people alone."""
    who, met = people(2_000), dict[Couple, datetime]()
    for month in range(2):
        waiting = Random(month).sample(who, len(who))
        placed = set[int]()
        while waiting:
            count = people_at_once(len(waiting))
            known = Acquaintances(met)
            groups = groups_of(waiting[:count], known, are_last=count == len(waiting))
            assert not couples(groups) & {two for two in met if met[two] < LONG_AGO + MONTH * month}
            met |= dict.fromkeys(couples(groups), LONG_AGO + MONTH * month)
            placed |= {each for group in groups for each in group}
            waiting = [each for each in waiting if each.id not in placed]
        assert len(placed) == len(who)


@given(st.integers(0, 10 * 366 * 24 * 60))
def test_a_round_is_on_the_first_tuesday_of_the_month(minutes: int) -> None:
    now = LONG_AGO + timedelta(minutes=minutes)

    start = next_round(now, PARIS)

    local = start.astimezone(PARIS)
    assert start > now
    assert (local.weekday(), local.hour, local.minute) == (1, 10, 0)
    assert local.day <= 7
    assert is_round_due(start, PARIS)
    assert not is_round_due(start - timedelta(minutes=1), PARIS)
    assert not is_round_due(start + HELD_WITHIN, PARIS)


@pytest.mark.parametrize("until", [date(2026, 11, 24), date(2026, 11, 1), date(2028, 1, 1)])
def test_a_pause_ends_on_a_day_to_come(until: date) -> None:
    with pytest.raises(PauseOver):
        check_pause(until, date(2026, 11, 24))
