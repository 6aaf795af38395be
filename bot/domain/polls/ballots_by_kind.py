"""Ballots of each kind of poll, by taps and typed words, and the reminder to vote."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.polls.dates import date_added, date_taken_back, date_tapped, dates_meant
from bot.domain.polls.ranked import ranking_added, ranking_meant, ranking_tapped
from bot.domain.polls.rules import (
    OBJECTION,
    WITHDRAW,
    Choices,
    PollKind,
    Rules,
    added,
    check_choices,
    choices_meant,
    taken_back,
    tapped,
    tidy,
)
from bot.domain.refusals import Refusal
from bot.domain.words import fold

NO_OBJECTION, ABSTENTION = 1, 2

_WORDS = {
    NO_OBJECTION: {
        *("no objection", "none", "pas d'objection", "aucune objection", "sans objection"),
        *("d'accord", "je suis d'accord", "pour", "je suis pour", "ca me va", "je consens"),
        *("je n'ai pas d'objection", "j'ai pas d'objection", "i agree", "in favour"),
        *("ok", "oui", "yes", "agree", "1"),
    },
    ABSTENTION: {
        *("abstain", "i abstain", "abstention", "je m'abstiens", "m'abstenir", "sans avis", "2")
    },
    OBJECTION: {
        *("objection", "i object", "object", "je m'oppose", "opposition", "j'ai une objection"),
        *("contre", "je suis contre", "pas d'accord", "je ne suis pas d'accord"),
        *("je suis pas d'accord", "i disagree", "against", "3"),
    },
}
_MAY_MEAN_LESS = frozenset({"ok", "none", "oui", "yes", "retirer", "withdraw"})
_WITH_REASON = re.compile(r"\s*(?:objection|3)(?:\s*[:,]\s*|\s+)(\S.*)", re.IGNORECASE | re.DOTALL)


def consent_meant(typed: str) -> Choices | None:
    """The answer that typed words mean, empty to withdraw it; None when they mean none."""
    words = fold(typed).rstrip(" .!")
    if words in WITHDRAW:
        return ()
    for answer, meanings in _WORDS.items():
        if words in meanings:
            return (answer,)
    return (OBJECTION,) if reason_in(typed) else None


def says_consent(words: str) -> bool:
    """True for words that can hardly be anything but an answer to a proposal just shown."""
    said = fold(words).rstrip(" .!")
    return said not in _MAY_MEAN_LESS and not said[:1].isdigit() and bool(consent_meant(words))


def reason_in(typed: str) -> str:
    """The reason of an objection that is typed in one go: `objection: too early`."""
    found = _WITH_REASON.fullmatch(typed)
    return "" if found is None else found[1].strip()


MOST_PLACES = 99
_BEHIND = re.compile(
    r"(.*\S)\s*+(?:[x×*:=]\s*+(\d{1,4})|\(\s*+(?:[x×]\s*+)?(\d{1,4})\s*+\))", re.IGNORECASE
)
_BEFORE = re.compile(r"(\d{1,4})(?:\s*[x×*]\s*|\s+)(.+)", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:[cdk]?[gl]|[ck]?m|kilos?|grammes?|lit(?:re|er)s?|metres?|heures?|hours?|euros?|€|%)\b"
    r"|\w+ (?:d[e']|of)\b",
    re.IGNORECASE,
)
"""Words behind a number that is an amount, not a number of people: `2 litres de jus`."""


class TooManyPlaces(Refusal):
    """“{thing}” is for {count} people, and {most} is the most. Write a smaller number."""

    about = "choices"


def read_thing(typed: str) -> str:
    """A thing as it is stored: `Salad ×2` is taken by two people, `Chairs` by one."""
    name, places = typed, "1"
    found = _BEFORE.fullmatch(typed)
    if found is not None and not _AMOUNT.match(fold(found[2])):
        places, name = found[1], found[2]
    elif (found := _BEHIND.fullmatch(typed)) is not None:
        name, places = found[1], found[2] or found[3]
    number = max(int(places), 1)
    if number > MOST_PLACES:
        raise TooManyPlaces(thing=name, count=number, most=MOST_PLACES)
    return name if number == 1 else f"{name} ×{number}"


def read_things(typed: Sequence[str]) -> list[str]:
    """The things of a list as they are stored. Raises a `Refusal` for bad ones."""
    things = [read_thing(tidy(each)) for each in typed]
    check_choices([name_of(each) for each in things], fewest=1)
    return things


def places_of(thing: str) -> int:
    """The number of people who may take a stored thing."""
    _, mark, places = thing.rpartition(" ×")
    return int(places) if mark and places.isdecimal() else 1


def left(things: Sequence[str], counts: Sequence[int]) -> list[int]:
    """The number of people that each thing still needs."""
    pairs = zip(things, counts, strict=True)
    return [max(places_of(thing) - count, 0) for thing, count in pairs]


def things_meant(typed: str, things: Sequence[str]) -> Choices | None:
    """The things that typed words mean, with or without their numbers of people."""
    meant = choices_meant(typed, things)
    return choices_meant(typed, [name_of(each) for each in things]) if meant is None else meant


def name_of(thing: str) -> str:
    """A stored thing without its number of people."""
    return thing.rpartition(" ×")[0] if places_of(thing) > 1 else thing


LONGEST_WORDS = 1000
LONGEST_TOPIC = 80
ANSWERED: Choices = (1,)
"""The ballot of an open question; the answer itself is in words."""


def answer_meant(typed: str) -> Choices:
    """The ballot that typed words mean: answered, unless they withdraw the answer."""
    return () if fold(typed) in WITHDRAW else ANSWERED


@dataclass(frozen=True, slots=True)
class BallotMethod:
    """Ways in which a ballot of one kind changes."""

    tap: Callable[[Choices, int, Rules], Choices]
    """The ballot after a press on an option."""
    add: Callable[[Choices, int, Rules], Choices]
    """The ballot after a yes to an option, which may come twice."""
    take_back: Callable[[Choices, int], Choices]
    """The ballot without an option."""
    read: Callable[[str, Sequence[str], date], Choices | None]
    """The ballot that typed words mean; empty to withdraw, None if they mean none."""


_LONGEST_CARRIED = 40
_CHOICES = BallotMethod(
    tapped, added, taken_back, lambda typed, options, _today: choices_meant(typed, options)
)
_DATES = BallotMethod(
    lambda ballot, option, _rules: date_tapped(ballot, option),
    lambda ballot, option, _rules: date_added(ballot, option),
    date_taken_back,
    dates_meant,
)
_CONSENT = BallotMethod(
    tapped, added, taken_back, lambda typed, _options, _today: consent_meant(typed)
)
NO_CHOICE = "0"
"""A ballot without choices, in a button."""


def carried(ballot: Choices) -> str:
    """A ballot as a button carries it: `1-3`."""
    return "-".join(map(str, ballot)) or NO_CHOICE


def read_carried(word: str) -> Choices:
    """The ballot that a button carries; empty for words that no button of ours has."""
    parts = word[:_LONGEST_CARRIED].split("-")
    if word == NO_CHOICE or not all(each.isascii() and each.isdecimal() for each in parts):
        return ()
    return tuple(dict.fromkeys(map(int, parts)))


METHODS: Mapping[str, BallotMethod] = {
    PollKind.ONE: _CHOICES,
    PollKind.SEVERAL: _CHOICES,
    PollKind.DATE: _DATES,
    PollKind.CONSENT: _CONSENT,
    PollKind.BRING: replace(
        _CHOICES, read=lambda typed, options, _today: things_meant(typed, options)
    ),
    PollKind.OPEN: replace(_CHOICES, read=lambda typed, _options, _today: answer_meant(typed)),
    PollKind.RANKED: BallotMethod(
        lambda ballot, option, _rules: ranking_tapped(ballot, option),
        lambda ballot, option, _rules: ranking_added(ballot, option),
        taken_back,
        lambda typed, options, _today: ranking_meant(typed, options),
    ),
}

_AHEAD = ((timedelta(days=2), timedelta(days=1)), (timedelta(hours=12), timedelta(hours=3)))
"""A poll that lasts so long or longer is recalled so long before its end."""


def reminder_at(opened_at: datetime, ends_at: datetime | None) -> datetime | None:
    """The moment of the only reminder; None for a poll without end, or one that is short."""
    if ends_at is None:
        return None
    lasts = ends_at - opened_at
    return next((ends_at - ahead for least, ahead in _AHEAD if lasts >= least), None)
