"""Counts, percents and winners of ballots. A ballot has its options' numbers, from 1."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.polls.kinds import PollKind, Rules

Choices: TypeAlias = tuple[int, ...]

LONGEST_BAR = 8


@dataclass(frozen=True, slots=True)
class Counts:
    """The ballots of a poll, counted."""

    voters: int
    """The number of ballots that have enough choices."""
    answers: Mapping[Choices, int]
    """The number of them by choice; of ranked polls, by ranking."""


def recount(rules: Rules, ballots: Iterable[tuple[Choices, int]]) -> Counts:
    """Count ballots one by one, given as `(choices, how many people chose exactly these)`."""
    voters, answers = 0, Counter[Choices]()
    for choices, people in ballots:
        if len(choices) >= rules.least:
            voters += people
            for answer in _answers(rules.kind, choices):
                answers[answer] += people
    return Counts(voters, answers)


def _answers(kind: str, choices: Choices) -> Iterable[Choices]:
    return [choices] if kind == PollKind.RANKED else [(each,) for each in set(choices)]


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes by option, in the options' order; a person with several options is one voter."""

    counts: tuple[int, ...]
    voters: int

    @property
    def percents(self) -> tuple[int, ...]:
        """Percentage of voters for each option, halves rounded up."""
        voters = max(self.voters, 1)
        return tuple((200 * count + voters) // (2 * voters) for count in self.counts)

    @property
    def winners(self) -> Choices:
        """The options that got the most votes, in order; none without votes."""
        most = max(self.counts, default=0)
        return tuple(
            option for option, count in enumerate(self.counts, start=1) if 0 < count == most
        )


def tally(options: int, counts: Counts) -> Tally:
    """The votes by option, of so many options."""
    by_option = tuple(counts.answers.get((each,), 0) for each in range(1, options + 1))
    return Tally(by_option, counts.voters)


def tapped(ballot: Choices, option: int, rules: Rules) -> Choices:
    """The ballot after a tap on an option.

    Where several choices are possible a second tap unticks that one; where one counts it stays, so
    that nobody loses a vote by tapping twice.
    """
    if rules.multiple and option in ballot:
        return taken_back(ballot, option)
    return added(ballot, option, rules)


def added(ballot: Choices, option: int, rules: Rules) -> Choices:
    """The ballot after a yes to an option; where one choice counts, it replaces the other."""
    return tuple(sorted({*ballot, option})) if rules.multiple else (option,)


def taken_back(ballot: Choices, option: int) -> Choices:
    """The ballot without an option."""
    return tuple(each for each in ballot if each != option)


def bar(percent: int) -> str:
    """A bar as long as a percentage; it is only ever shown beside the number in words."""
    return "▇" * max(percent > 0, (percent * LONGEST_BAR + 50) // 100)
