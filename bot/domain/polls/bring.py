"""Polls about who brings what: things that one or several people take."""

import re
from collections.abc import Sequence

from bot.domain.polls.choices import choices_meant
from bot.domain.polls.tally import Choices

MOST_PLACES = 99
_BEHIND = re.compile(r"(.*\S)\s*(?:[x×*]\s*(\d{1,2})|\((\d{1,2})\))", re.IGNORECASE)
_BEFORE = re.compile(r"(\d{1,2})\s*[x×*]\s*(.+)", re.IGNORECASE)


def read_thing(typed: str) -> str:
    """A thing as it is stored: `Salad ×2` is taken by two people, `Chairs` by one."""
    name, places = typed, "1"
    if (found := _BEFORE.fullmatch(typed)) is not None:
        places, name = found[1], found[2]
    elif (found := _BEHIND.fullmatch(typed)) is not None:
        name, places = found[1], found[2] or found[3]
    number = max(int(places), 1)
    return name if number == 1 else f"{name} ×{number}"


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
