"""Kinds of polls with their rules, the choices that they allow, and the tally of ballots.

`docs/architecture.md` has the table of `CAPABILITIES`, `docs/fr/architecture.md` has it in French.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.domain.dates.recurrence import Recurring, parse_rule
from bot.domain.refusals import Final, Refusal
from bot.domain.words import fold, on_one_line

_LIMITS = re.compile(r"(\d{1,2})(?:\s*(?:-|–|à|to|a)\s*(\d{1,2}))?")
OBJECTION = 3
"""The number of the answer to a proposal that objects to it."""


class PollKind(StrEnum):
    """The method of a poll."""

    ONE = "one"
    """One choice."""
    SEVERAL = "several"
    """Several choices, between a least and a most."""
    DATE = "date"
    """Dates, each answered by yes, if need be, or no."""
    CONSENT = "consent"
    """A proposal: no objection, abstention, or an objection with its reason."""
    RANKED = "ranked"
    """Choices in order of preference."""
    BRING = "bring"
    """A list of things, each taken by one or several people."""
    OPEN = "open"
    """A question that is answered in words."""


OWN_OPTIONS: Mapping[str, int] = {PollKind.CONSENT: 3, PollKind.OPEN: 1}
"""Number of options of the kinds that bring their own."""
WORD_CHOICE: Mapping[str, int] = {PollKind.CONSENT: OBJECTION, PollKind.OPEN: 1}
"""The choice that comes with words, for kinds that have one."""
COUNTED_KINDS = frozenset(PollKind) - {PollKind.BRING, PollKind.OPEN}
"""Kinds whose votes are counted, and may be hidden until the end."""


class LeastAboveMost(Refusal):
    """At least {least} and at most {most} choices: impossible. Write the smaller number first."""


class NoLimits(Refusal):
    """I do not understand “{typed}”. Write for example 2, or 1-3."""


class LimitTooLarge(Refusal):
    """This poll has only {choices} choices: nobody can make {count}."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The method of one poll."""

    kind: str
    """A `PollKind`."""
    options: int
    """Number of options."""
    least: int = 1
    """A ballot with fewer choices is kept, and not counted yet."""
    most: int = 1

    def has(self, choice: int) -> bool:
        """True if a ballot may have this choice: a number of an option, or as its kind has it."""
        return self.offers(abs(choice) if self.kind == PollKind.DATE else choice)

    def offers(self, choice: int) -> bool:
        """True if the card has a button for this choice."""
        lowest = 0 if self.kind == PollKind.DATE else 1
        return lowest <= choice <= self.options

    @property
    def multiple(self) -> bool:
        """True if a ballot may have several choices."""
        return self.most > 1

    def missing(self, ballot: Sequence[int]) -> int:
        """Number of choices missing until the ballot counts; 0 for an empty ballot."""
        return max(self.least - len(ballot), 0) if ballot else 0

    @property
    def limited(self) -> bool:
        """True if not just any number of choices is a vote."""
        return self.multiple and (self.least > 1 or self.most < self.options)


def read_limits(typed: str) -> tuple[int, int]:
    """The least and the most number of choices: `2` is at most two, `2-3` two or three."""
    found = _LIMITS.fullmatch(typed.strip())
    if found is None:
        raise NoLimits(typed=typed[:20])
    first, second = int(found[1]), found[2]
    return (1, first) if second is None else (first, int(second))


def rules_of(kind: str, options: int, least: int, most: int) -> Rules:
    """The rules of a poll; no ballot has more choices than there are options."""
    options = OWN_OPTIONS.get(kind, options)
    return Rules(kind, options, least, min(most, options))


def check_limits(options: int, least: int, most: int | None) -> None:
    """Refuse a least and a most number of choices that no ballot can have."""
    largest = max(least, most or 0)
    if largest > options:
        raise LimitTooLarge(choices=options, count=largest)
    if most is not None and least > most:
        raise LeastAboveMost(least=least, most=most)


class Secrecy(StrEnum):
    """The people who learn how a member voted."""

    NAMED = "names shown"
    COUNTED = "names not shown"
    SECRET = "secret vote"  # noqa: S105 - the name of a level


class Way(StrEnum):
    """The place where a vote is cast."""

    NATIVE = "its own poll"
    """The network's poll beside the card: everybody sees who votes, and it has no least number."""
    BUTTONS = "buttons of the card"
    """Nobody sees who presses."""
    REACTIONS = "reactions to the card"
    """Everybody sees who reacts."""
    DIRECT = "direct room"
    """The card leads there; votes are pressed or typed."""


@dataclass(frozen=True, slots=True)
class Capability:
    """Ways to vote in polls of some kinds at one level."""

    kinds: tuple[PollKind, ...]
    level: Secrecy
    telegram: Way
    matrix: Way
    least: int = 1
    """The least number of choices that each person makes."""

    @property
    def is_native(self) -> bool:
        """True if a network's own poll takes the votes."""
        return Way.NATIVE in {self.telegram, self.matrix}

    @property
    def is_private(self) -> bool:
        """True if nobody may see who votes."""
        return self.level is not Secrecy.NAMED

    def holds(self, kind: str, level: Secrecy, least: int) -> bool:
        """True if it is about such a poll."""
        return kind in self.kinds and level is self.level and least >= self.least


_ONE, _SEVERAL, _RANKED = PollKind.ONE, PollKind.SEVERAL, PollKind.RANKED
_DATE, _CONSENT, _OPEN, _BRING = PollKind.DATE, PollKind.CONSENT, PollKind.OPEN, PollKind.BRING
CAPABILITIES = (
    Capability((_SEVERAL,), Secrecy.NAMED, Way.BUTTONS, Way.REACTIONS, least=2),
    Capability((_ONE, _SEVERAL), Secrecy.NAMED, Way.BUTTONS, Way.NATIVE),
    Capability(
        (_DATE, _CONSENT, _RANKED, _OPEN, _BRING), Secrecy.NAMED, Way.BUTTONS, Way.REACTIONS
    ),
    Capability(
        (_ONE, _SEVERAL, _DATE, _CONSENT, _RANKED, _OPEN), Secrecy.COUNTED, Way.BUTTONS, Way.DIRECT
    ),
    Capability((_ONE, _SEVERAL, _RANKED), Secrecy.SECRET, Way.DIRECT, Way.DIRECT),
)
"""The first one that holds counts."""


def secrecy_of(*, public: bool, secret: bool) -> Secrecy:
    """The level of a poll by its options."""
    if secret:
        return Secrecy.SECRET
    return Secrecy.NAMED if public else Secrecy.COUNTED


def capability_of(rules: Rules, level: Secrecy) -> Capability:
    """The ways to vote in a poll."""
    return next(each for each in CAPABILITIES if each.holds(rules.kind, level, rules.least))


def allows(kind: str, level: Secrecy) -> bool:
    """True if polls of a kind may have a level."""
    return any(kind in each.kinds and each.level is level for each in CAPABILITIES)


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


LONGEST_QUESTION = 300
LONGEST_CHOICE = 100
FEWEST_CHOICES = 2
MOST_CHOICES = 10
LONGEST_ANSWER = MOST_CHOICES * (LONGEST_CHOICE + 10)
"""Length of all choices written out, with separators."""

WITHDRAW = frozenset({"withdraw", "retirer"})
_AND = frozenset({"and", "et"})
_SEPARATORS = (re.compile(r"[\s,;]+"), re.compile(r"[\n,;|]"))
_WORD = re.compile(r"\w+")


class TooFewChoices(Refusal):
    """A poll needs at least two choices. Separate them by commas or lines."""

    about = "choices"


class TooManyChoices(Refusal):
    """A poll has at most ten choices, and you wrote {count}. Remove some, or make two polls."""

    about = "choices"


class ChoiceTwice(Refusal):
    """You wrote the choice “{choice}” twice. Write each choice once."""

    about = "choices"


class NothingToRead(Refusal):
    """One part of this poll is empty. Write it with letters or numbers."""


class NoSuchChoice(Refusal):
    """The poll “{question}” has no choice “{typed}”. Write one of these numbers: {choices}."""


class OneChoiceOnly(Refusal):
    """The poll “{question}” allows only one choice. Write for example: {example}."""


class TooManyPicked(Refusal):
    """The poll “{question}” allows {most} choices at most. Take one of yours out first."""


class TooFewPicked(Refusal):
    """The poll “{question}” needs at least {least} choices. Write for example: {example}."""


class NotInNativePoll(Final):
    """Vote in “{question}” by the buttons of its card, or in writing, in private: {vote}."""


class PollOver(Final):
    """The poll “{question}” is closed and its votes are counted. To see the result: {poll}."""


class PollWithdrawn(Final):
    """The poll “{question}” was withdrawn."""


def tidy(words: str) -> str:
    """Words on one line, without characters that are invisible or change the direction."""
    tidied = on_one_line(words)
    if not tidied:
        raise NothingToRead
    return tidied


def read_choices(choices: Sequence[str]) -> list[str]:
    """The choices of a poll, each on one line. Raises a `Refusal` for bad ones."""
    read = [tidy(each) for each in choices]
    check_choices(read)
    return read


def check_choices(choices: Sequence[str], fewest: int = FEWEST_CHOICES) -> None:
    """Refuse bad choices: too few, too many, duplicates."""
    if len(choices) < fewest:
        raise TooFewChoices
    if len(choices) > MOST_CHOICES:
        raise TooManyChoices(count=len(choices))
    seen: set[str] = set()
    for choice in choices:
        if fold(choice) in seen:
            raise ChoiceTwice(choice=choice)
        seen.add(fold(choice))


def check_ballot(
    ballot: Choices,
    question: str,
    labels: Callable[[], Sequence[object]],
    rules: Rules,
    example: Callable[[], object],
) -> None:
    """Refuse choices that the poll does not have, and more than count.

    `labels` are its choices, `example` is a vote that counts.
    """
    unknown = [each for each in ballot if not rules.has(each)]
    if unknown:
        raise no_such_choice(question, labels(), str(unknown[0]))
    if len(ballot) > 1 and not rules.multiple:
        raise OneChoiceOnly(question=question, example=example())
    if len(ballot) > rules.most:
        raise TooManyPicked(question=question, most=rules.most)


def check_whole_ballot(ballot: Choices, question: str, rules: Rules, example: object) -> None:
    """Refuse a ballot given at once that has too few choices to count."""
    if ballot and len(ballot) < rules.least:
        raise TooFewPicked(question=question, least=rules.least, example=example)


def no_such_choice(question: str, labels: Sequence[object], typed: str) -> NoSuchChoice:
    """The refusal for a choice that the poll does not have; `labels` are its choices."""
    return NoSuchChoice(question=question, typed=typed[:40], choices=labels)


def choices_meant(typed: str, options: Sequence[str]) -> Choices | None:
    """The options that typed words mean: numbers, or the words themselves; None when none.

    The words for taking a vote back mean no option: an empty tuple.
    """
    if len(typed) > LONGEST_ANSWER:
        return None
    whole = option_meant(typed, options)
    if whole is not None:
        return (whole,)
    if fold(typed) in WITHDRAW:
        return ()
    for separators in _SEPARATORS:
        parts = [part.strip() for part in separators.split(typed)]
        choices = _all_options([each for each in parts if each and fold(each) not in _AND], options)
        if choices:
            return tuple(sorted(choices))
    return None


def _all_options(parts: Sequence[str], options: Sequence[str]) -> Collection[int]:
    """The options that the parts mean; none if a part means none, or there are too many.

    More than twice the number of options is refused, since long lists would take time.
    """
    choices: set[int] = set()
    if len(parts) > 2 * MOST_CHOICES:
        return choices
    for part in parts:
        option = option_meant(part, options)
        if option is None:
            return ()
        choices.add(option)
    return choices


def option_meant(typed: str, options: Sequence[str]) -> int | None:
    """The option with this number, or else with these words."""
    number = typed.strip().lstrip("#")
    if number.isdecimal() and len(number) <= len(str(MOST_CHOICES)):
        option = int(number)
        if 1 <= option <= len(options):
            return option
    for alike in (fold, _letters):
        words = alike(typed)
        matching = [nth for nth, each in enumerate(options, start=1) if words == alike(each)]
        if words and len(matching) == 1:
            return matching[0]
    return None


def _letters(words: str) -> str:
    """Words without punctuation: links and habits lose it."""
    return " ".join(_WORD.findall(fold(words)))


WEEKLY_OPEN_FOR = timedelta(days=6)
MOST_WEEKLY_KEPT = 100
"""The question of the week: how long it stays open, and how many wait for their turn."""


def weekly_key(community_id: int) -> str:
    """The schedule of a community's question of the week."""
    return f"weekly-question/{community_id}"


def weekly_rule(rule: str) -> Recurring | None:
    """The days as they are stored; None for no question."""
    read = parse_rule(rule) if rule else None
    return read if isinstance(read, Recurring) else None
