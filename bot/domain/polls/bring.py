"""Polls about who brings what: things that one or several people take."""

import re
from collections.abc import Sequence

from bot.domain.polls.choices import check_choices, choices_meant, tidy
from bot.domain.polls.tally import Choices
from bot.domain.refusals import Refusal
from bot.domain.words import fold

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
