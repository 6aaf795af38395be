"""The line of a member or an organisation in a list of the directory."""

from bot.core import Words, text
from bot.domain.communes import Commune
from bot.domain.communes.positions import distance_km

LONGEST_LABEL = 30
LONGEST_ABOUT = 140


def listed_line(
    name: Words, place: str | None, about: str, *, at: Commune | None, home: Commune | None
) -> Words:
    """A name with its place, its distance from a place that is sought, and its activity."""
    line = name
    if place is not None:
        line = text("{told}, {detail}", told=line, detail=place)
    distance = None if home is None or at is None else distance_km(home, at)
    if distance:
        away = text("{distance} km", distance=max(1, round(distance)))
        line = text("{told}, {detail}", told=line, detail=away)
    if about:
        shown = about if len(about) <= LONGEST_ABOUT else f"{about[: LONGEST_ABOUT - 1]}…"
        line = text("{told}: {about}", told=line, about=shown)
    return line
