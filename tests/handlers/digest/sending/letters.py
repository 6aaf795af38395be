"""Letters that were written and approved, and the rooms that receive them."""

from datetime import datetime, timedelta

from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import CHANNEL, SQUARE, Neighbour, Town

ROOMS = (*SQUARE.values(), CHANNEL)
DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHREDDER = "/actu Le broyeur est arrivé | En prêt à la mairie | https://exemple.fr"
WHOLE = "Le broyeur est arrivé\nEn prêt à la mairie\nhttps://exemple.fr\nAna, pour le territoire"
LETTER = f"📰 Pionniers de l'énergie : lettre du mardi 1er décembre\n{WHOLE}"


def letters(town: Town, room: str) -> list[str]:
    """Return the texts sent to a room."""
    return [each.text for each in town.said_in(room)]


def nothing_went_out(town: Town) -> bool:
    return all(letters(town, room) == [] for room in ROOMS)


def ready(ana: Neighbour, luc: Neighbour) -> None:
    """A letter with one news item, submitted and approved."""
    add_news(ana, SHREDDER)
    submit_letter(ana)
    luc.presses("Approuver")
