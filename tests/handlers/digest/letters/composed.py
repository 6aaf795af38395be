"""Items of a letter, its approval, and its readers."""

from datetime import datetime, timedelta

from tests.handlers.digest.news.writing import submit_letter
from tests.town import Neighbour, Town

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
WEEK = timedelta(days=7)
POLL = "/sondage Quelle date pour l'atelier ? | jeudi 10 | samedi 12"
EVENT = "/evenement Visite du composteur | samedi 12 décembre 14h30-16h | Besançon"
NEWS = "/actu Le broyeur est arrivé | En prêt à la mairie"


def reader(town: Town, name: str, on: str = "telegram") -> Neighbour:
    """A member who asked for the letter in private."""
    who = town.member(name, on=on)
    mark = "/" if on == "telegram" else "!"
    who.says(f"{mark}reglages")
    who.presses("Recevoir la lettre en privé")
    return who


def opens_poll(who: Neighbour) -> None:
    who.publishes(POLL)


def announces_event(who: Neighbour) -> None:
    who.says(EVENT)
    who.presses("Annoncer")


def approve(ana: Neighbour, luc: Neighbour) -> None:
    submit_letter(ana)
    luc.presses("Approuver")


def letter_of(who: Neighbour) -> str:
    """The last letter that a person was sent."""
    return next((said for said in reversed(who.inbox) if said.startswith("📰")), "")


def announces_for_waste(who: Neighbour) -> None:
    who.says(EVENT)
    for label in ("Modifier", "Pour qui", "Déchets et réemploi", "Modifier autre chose", "Relire"):
        who.presses(label)
    who.presses("Annoncer")
