"""The choices of a poll: what it may offer, and which ones typed words mean while it is open."""

import re
import unicodedata
from collections.abc import Sequence

from bot.domain.refusals import Refusal
from bot.domain.tally import Choices
from bot.domain.words import fold

LONGEST_QUESTION = 300
LONGEST_CHOICE = 100
FEWEST_CHOICES = 2
MOST_CHOICES = 10

_WITHDRAW = frozenset({"withdraw", "retirer"})
_AND = frozenset({"and", "et"})
_EMOJI_JOINER = "\N{ZERO WIDTH JOINER}"


class TooFewChoices(Refusal):
    """A poll needs two choices at least. Write for example: {example}."""


class TooManyChoices(Refusal):
    """A poll has ten choices at most, and you wrote {count}. Leave some out, or make two polls."""


class ChoiceTwice(Refusal):
    """You wrote the choice “{choice}” twice. Write each choice once."""


class NothingToRead(Refusal):
    """One part of this poll has nothing to read in it. Write it with letters or numbers."""


class NoSuchChoice(Refusal):
    """Poll {number} has no choice “{typed}”. Write one of these numbers: {choices}."""


class OneChoiceOnly(Refusal):
    """Only one choice counts in poll {number}. Write for example: {example}."""


class PollOver(Refusal):
    """Poll {number} is closed: its votes are counted. {poll} shows the result."""


class PollWithdrawn(Refusal):
    """Poll {number} was withdrawn."""


def tidy(words: str) -> str:
    """Words on one line, without characters that nobody sees or that turn the line around."""
    seen = (
        letter
        for letter in words
        if letter == _EMOJI_JOINER
        or letter.isspace()
        or unicodedata.category(letter) not in ("Cc", "Cf")
    )
    tidied = " ".join("".join(seen).split())
    if not tidied.strip(_EMOJI_JOINER + " "):
        raise NothingToRead
    return tidied


def check_choices(choices: Sequence[str], *, example: object) -> None:
    """Refuse what is no choice: too few, too many, twice the same."""
    if len(choices) < FEWEST_CHOICES:
        raise TooFewChoices(example=example)
    if len(choices) > MOST_CHOICES:
        raise TooManyChoices(count=len(choices))
    known: set[str] = set()
    for choice in choices:
        if fold(choice) in known:
            raise ChoiceTwice(choice=choice)
        known.add(fold(choice))


def check_ballot(
    ballot: Choices, number: int, options: Sequence[str], *, multiple: bool, example: object
) -> None:
    """Refuse choices that poll `number` does not have, and several where one counts."""
    unknown = [each for each in ballot if not 1 <= each <= len(options)]
    if unknown:
        raise no_such_choice(number, options, str(unknown[0]))
    if len(ballot) > 1 and not multiple:
        raise OneChoiceOnly(number=number, example=example)


def no_such_choice(number: int, options: Sequence[str], typed: str) -> NoSuchChoice:
    """What is said about a choice that poll `number` does not have."""
    choices = [f"{nth}. {label}" for nth, label in enumerate(options, start=1)]
    return NoSuchChoice(number=number, typed=typed[:40], choices=choices)


def meant(typed: str, options: Sequence[str]) -> Choices | None:
    """The options that typed words mean: numbers, or the words themselves; None when none.

    The words for taking a vote back mean no option: an empty tuple.
    """
    whole = _option(typed, options)
    if whole is not None:
        return (whole,)
    if fold(typed) in _WITHDRAW:
        return ()
    for separators in (r"[\s,;]+", r"\s*[\n,;|]\s*"):
        parts = [part for part in re.split(separators, typed) if part and fold(part) not in _AND]
        found = [_option(part, options) for part in parts]
        if found and None not in found:
            return tuple(sorted({option for option in found if option is not None}))
    return None


def _option(typed: str, options: Sequence[str]) -> int | None:
    """The option with this number, or else with these words."""
    number = typed.strip().lstrip("#")
    if number.isdecimal() and len(number) <= len(str(MOST_CHOICES)):
        option = int(number)
        if 1 <= option <= len(options):
            return option
    for alike in (fold, _letters):
        words = alike(typed)
        found = [nth for nth, each in enumerate(options, start=1) if words == alike(each)]
        if words and len(found) == 1:
            return found[0]
    return None


def _letters(words: str) -> str:
    """Words without punctuation: links and habits lose it."""
    return " ".join(re.findall(r"\w+", fold(words)))
