"""Poll cards in the rooms of both networks."""

from bot.transports.playground import Posted
from tests.town import SQUARE, Town

ASKED = "/sondage Quelle date ? | mardi | jeudi | samedi"


def cards(town: Town) -> list[Posted]:
    """The latest message in the community's room on each network."""
    return [town.said_in(room)[-1] for room in SQUARE.values()]
