"""References of the map, and its layers, contributed by features."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import Button, CommandRef, Contributions, JobContext, Line, Text
from bot.domain import communes
from bot.domain.communes import Commune

map_command: CommandRef[..., Any] = CommandRef("map", "carte")


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A thing in a commune."""

    commune: Commune
    line: Line | None
    """The words that tell it beside the map; None: it is only counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """Things of one kind on the map."""

    name: str
    """Its English word, as it is typed: `events`."""
    order: int
    """Its place among the layers."""
    label: Text
    """The words of its button."""
    title: Text
    """The title, without a symbol: it is drawn, too."""
    places: Sequence[MapPlace]
    """In the order in which they are told."""
    small: Text
    """The things that are not on the map, and where they are found."""
    more: Button
    """Shows them all in a list, in private and as a message of its own: no picture becomes one."""


def places_in_communes(things: Iterable[tuple[str | None, Line | None]]) -> list[MapPlace]:
    """The places of things with a known commune, from the INSEE code and the line of each."""
    places = []
    for code, line in things:
        commune = None if code is None else communes.at(code)
        if commune is not None:
            places.append(MapPlace(commune, line))
    return places


map_layers: Contributions[JobContext, [], MapLayer] = Contributions("map_layers")
"""Layers of the map, beside the members."""
