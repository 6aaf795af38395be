"""An event that was announced, its cards and the people counted on them."""

from bot.transports.playground import Posted
from tests.town import SQUARE, Neighbour, Town

VISIT = "/evenement Visite | samedi 5 décembre 14h30-16h30 | Besançon"
WHEN = "samedi 5 décembre, 14 h 30 – 16 h 30"
COMING = f"C'est noté, vous venez : {WHEN}."
ENERGY = "Pionniers de l'énergie"


def announced(town: Town, more: str = "") -> Neighbour:
    """Ana, who has announced an event."""
    ana = town.gardener("territory")
    ana.says(f"{VISIT} {more}")
    ana.presses("Annoncer")
    return ana


def card_of(town: Town, person: Neighbour) -> Posted:
    """Return the card in the room on the network of a person."""
    return town.said_in(person.square)[-1]


def counted(town: Town) -> str:
    """Return the count of participants, as both rooms say it."""
    here, there = (
        next(line for line in town.said_in(room)[-1].text.split("\n") if line.startswith("👥"))[2:]
        for room in SQUARE.values()
    )
    assert here == there
    return here
