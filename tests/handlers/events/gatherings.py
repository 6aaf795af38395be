"""An event that was announced, and people who signed up for it."""

from datetime import datetime

from tests.town import PARIS, Neighbour, Town

EVENT = "Visite du composteur | samedi 5 décembre 14h30-16h30 | 3 rue des Lilas, Besançon"
MORNING = datetime(2026, 12, 5, 9, 0, tzinfo=PARIS)
NOON = datetime(2026, 12, 5, 13, 0, tzinfo=PARIS)
"""An hour and a half before it begins: the door is open."""
LATE = datetime(2026, 12, 5, 17, 0, tzinfo=PARIS)


def announces(gardener: Neighbour, typed: str = EVENT, *options: str) -> None:
    """Make an event and announce it; the first one of a town has the number 1."""
    mark = "/" if gardener.network == "telegram" else "!"
    gardener.says(" ".join([f"{mark}evenement {typed}", *options]))
    gardener.presses("Annoncer")


def comes(person: Neighbour, answer: str = "oui", number: int = 1) -> str:
    """Answer an event in writing."""
    mark = "/" if person.network == "telegram" else "!"
    return person.says(f"{mark}inscription {number} {answer}")


def gathering(town: Town) -> tuple[Neighbour, Neighbour]:
    """The territory's gardener who announced event 1, and Zoé, who comes with Marie; at noon."""
    ana = town.gardener("territory")
    announces(ana, EVENT, "--invites")
    zoe = town.member("Zoé Martin")
    comes(zoe, "oui +Marie")
    town.move_to(NOON)
    return ana, zoe
