"""Ranked choices, counted by instant run-off.

In each round the ballots count for their first choice that is left. A choice with more than half of
them wins; else the choice with the fewest goes out. Several that are equal go out together if all
their ballots could not keep one of them in. Else one of them has to go: where the winner depends on
which one, all who may win have won together. So have choices that are all equal at the end.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.polls.rules import LONGEST_ANSWER, WITHDRAW, Choices, option_meant, taken_back
from bot.domain.words import fold

_ORDER = re.compile(
    r"\b(?:d['’]abord|en premier|puis|ensuite|enfin|first|then|finally)\b", re.IGNORECASE
)
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
class Standing:
    """The last round of one choice."""

    option: int
    count: int
    """Its ballots in that round."""
    round: int
    is_out: bool
    """True if it went out after that round."""


@dataclass(frozen=True, slots=True)
class RankedTally:
    """The rounds of a run-off, and the choices that won; several if they are equal."""

    rounds: tuple[Round, ...]
    winners: Choices
    voters: int
    equal_last: Choices = ()
    """The choices of the last round that are equal, where it decides which of them goes out."""

    @property
    def standings(self) -> list[Standing]:
        """The last round of each choice: first those that were left at the end."""
        last = {
            option: Standing(option, count, number, option in each.out)
            for number, each in enumerate(self.rounds, start=1)
            for option, count in each.counts
        }
        return sorted(last.values(), key=lambda each: (-each.round, -each.count, each.option))


def run_off(options: int, ballots: Sequence[tuple[Choices, int]]) -> RankedTally:
    """Count ballots, given as `(ranking, how many people ranked exactly so)`."""
    voters = sum(people for ranking, people in ballots if ranking)
    if not voters:
        return RankedTally((), (), 0)
    rounds, winners, equal_last = _RunOff(ballots).of(tuple(range(1, options + 1)))
    return RankedTally(rounds, winners, voters, equal_last)


_Outcome: TypeAlias = tuple[tuple[Round, ...], Choices, Choices]
"""Rounds, winners, and choices that are equal last where this decides."""


class _RunOff:
    """A count that keeps the outcome of each group of choices that are left."""

    def __init__(self, ballots: Sequence[tuple[Choices, int]]) -> None:
        self._ballots = ballots
        self._known: dict[Choices, _Outcome] = {}

    def of(self, remaining: Choices) -> _Outcome:
        """The outcome among the choices that are left."""
        if remaining not in self._known:
            self._known[remaining] = self._counted(remaining)
        return self._known[remaining]

    def _counted(self, remaining: Choices) -> _Outcome:
        counts = _first_choices(remaining, self._ballots)
        most, fewest = max(counts.values()), min(counts.values())
        shown = tuple(counts.items())
        if 2 * most > sum(counts.values()) or most == fewest:
            winners = tuple(each for each in remaining if counts[each] == most)
            return (Round(shown, ()),), winners, ()
        last = tuple(each for each in remaining if counts[each] == fewest)
        others = [count for count in counts.values() if count != fewest]
        go_out = [last] if len(last) * fewest < min(others) else [(each,) for each in last]
        outcomes = [self.of(tuple(each for each in remaining if each not in out)) for out in go_out]
        winners = tuple(sorted({each for _, won, _ in outcomes for each in won}))
        rounds, won, equal_last = outcomes[-1]
        if all(each[1] == won for each in outcomes):
            return (Round(shown, go_out[-1]), *rounds), winners, equal_last
        return (Round(shown, ()),), winners, last


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
    return taken_back(ballot, option) if option in ballot else (*ballot, option)


def ranking_added(ballot: Choices, option: int) -> Choices:
    """The ranking with a choice, last unless it was ranked before."""
    return ballot if option in ballot else (*ballot, option)


def ranking_meant(typed: str, options: Sequence[str]) -> Choices | None:
    """The ranking that typed words mean, empty to withdraw it; None when they mean none."""
    if len(typed) > LONGEST_ANSWER:
        return None
    if fold(typed) in WITHDRAW:
        return ()
    whole = option_meant(typed, options)
    if whole is not None:
        return (whole,)
    for separators in _SEPARATORS:
        parts = [part for part in separators.split(_ORDER.sub(",", typed)) if part.strip()]
        ranking = [option_meant(each, options) for each in parts[: 2 * len(options)]]
        if ranking and None not in ranking and len(set(ranking)) == len(parts):
            return tuple(each for each in ranking if each)
    return None
