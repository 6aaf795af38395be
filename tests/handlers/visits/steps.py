"""Steps with a monthly series of visits that several tests share."""

from datetime import datetime, timedelta

from tests.handlers.introductions.adults import grown
from tests.town import PARIS, Neighbour, Town

DUE = datetime(2026, 11, 28, 10, 0, tzinfo=PARIS)
"""Three weeks before the third Saturday of December."""
ADDRESS = "7 allée du Canari"
HOST = "J'accueillerai une fois"
YES, NO, NEVER = "Oui, chez moi", "Pas ce mois-ci", "Plus du tout"
NAMED, UNNAMED = "Annoncer avec mon prénom", "Annoncer sans mon prénom"


def jump(town: Town, moment: datetime) -> None:
    """Move the clock, without the work of each minute in between; jobs run."""

    def moves() -> None:
        town.clock.move(moment - town.clock.now())
        town.restart()
        town.move(timedelta(minutes=11))

    town.once(("jumps", moment), moves)


def makes_series(gardener: Neighbour, typed: str = "Café chez… | 3e samedi 10h | Besançon") -> str:
    """Make the first series of a town, and announce it."""
    gardener.says(f"/visite {typed}")
    return gardener.presses("Annoncer dans les salons")


def hosts(person: Neighbour) -> Neighbour:
    """Volunteer as an adult, by the card in the room."""
    grown(person)
    person.presses(HOST, person.town.latest_with(person.square, HOST), person.square)
    return person


def accepts(person: Neighbour, address: str = ADDRESS, places: str = "8") -> str:
    """Say yes with an address, and see the event."""
    person.presses(YES)
    person.says(address)
    return person.says(places)
