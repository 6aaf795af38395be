"""Announcements that are written and sent, and the words about them."""

from datetime import datetime, timedelta

from tests.town import Neighbour, Town

OPENING = "/annonce Le jardin ouvre | À bientôt"
MESSAGE = "📣 Le jardin ouvre\nÀ bientôt\nPionniers de l'énergie"
TUESDAY = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def said(town: Town, room: str) -> list[str]:
    return [each.text for each in town.said_in(room)]


def sends_to_people(ana: Neighbour, words: str = OPENING) -> str:
    """Step by step, to everybody, at once."""
    ana.says(words)
    ana.presses("Continuer")
    ana.presses("Maintenant")
    return ana.presses("Envoyer à")
