"""Ranked choices, counted by instant run-off.

In each round the ballots count for their first choice that is left. A choice with more than half of
them wins; else the choice with the fewest goes out, several at once if they are equal. Choices that
are all equal at the end have won together.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.polls.choices import LONGEST_ANSWER, option_meant
from bot.domain.polls.tally import Choices
from bot.domain.words import fold

_WITHDRAW = frozenset({"withdraw", "retirer"})
_SEPARATORS = (re.compile(r"[\n,;|>]+"), re.compile(r"[\s,;>]+"))


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a run-off."""

    counts: tuple[tuple[int, int], ...]
    """The choices that are left, in their order, with their ballots."""
    out: Choices
    """The choices that go out after it."""

    @property
    def ballots(self) -> int:
        """The number of ballots that still count."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class RankedTally:
    """The rounds of a run-off, and the choices that won; several if they are equal."""

    rounds: tuple[Round, ...]
    winners: Choices
    voters: int


def run_off(options: int, ballots: Sequence[tuple[Choices, int]]) -> RankedTally:
    """Count ballots, given as `(ranking, how many people ranked exactly so)`."""
    remaining = list(range(1, options + 1))
    rounds: list[Round] = []
    voters = sum(people for ranking, people in ballots if ranking)
    while voters:
        counts = _first_choices(remaining, ballots)
        most, fewest = max(counts.values()), min(counts.values())
        if 2 * most > sum(counts.values()) or most == fewest:
            winners = tuple(each for each in remaining if counts[each] == most)
            rounds.append(Round(tuple(counts.items()), ()))
            return RankedTally(tuple(rounds), winners, voters)
        out = tuple(each for each in remaining if counts[each] == fewest)
        rounds.append(Round(tuple(counts.items()), out))
        remaining = [each for each in remaining if each not in out]
    return RankedTally((), (), 0)


def _first_choices(
    remaining: Sequence[int], ballots: Iterable[tuple[Choices, int]]
) -> dict[int, int]:
    """The number of ballots for each choice that is left, by their first choice among these."""
    counts = dict.fromkeys(remaining, 0)
    for ranking, people in ballots:
        first = next((each for each in ranking if each in counts), None)
        if first is not None:
            counts[first] += people
    return counts


def ranking_tapped(ballot: Choices, option: int) -> Choices:
    """The ranking after a tap: a new choice comes last, one that was ranked goes out."""
    if option in ballot:
        return tuple(each for each in ballot if each != option)
    return (*ballot, option)


def ranking_added(ballot: Choices, option: int) -> Choices:
    """The ranking with a choice, last unless it was ranked before."""
    return ballot if option in ballot else (*ballot, option)


def ranking_meant(typed: str, options: Sequence[str]) -> Choices | None:
    """The ranking that typed words mean, empty to withdraw it; None when they mean none."""
    if len(typed) > LONGEST_ANSWER:
        return None
    if fold(typed) in _WITHDRAW:
        return ()
    whole = option_meant(typed, options)
    if whole is not None:
        return (whole,)
    for separators in _SEPARATORS:
        parts = [part for part in separators.split(typed) if part.strip()]
        ranking = [option_meant(each, options) for each in parts[: 2 * len(options)]]
        if ranking and None not in ranking and len(set(ranking)) == len(parts):
            return tuple(each for each in ranking if each)
    return None
