"""People who take part in coffees, and the days of the rounds."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from storage.pairs import PairSide
from tests.handlers.introductions.adults import grown
from tests.town import PARIS, Neighbour, Town

FIRST = datetime(2026, 12, 1, 10, 15, tzinfo=PARIS)
"""After the round of December."""
SECOND = datetime(2027, 1, 5, 10, 15, tzinfo=PARIS)
THIRD = datetime(2027, 2, 2, 10, 15, tzinfo=PARIS)
FOURTH = datetime(2027, 3, 2, 10, 15, tzinfo=PARIS)
ASKED = FIRST + timedelta(days=15)
YES, OTHER, NO = "Oui, donner ce contact", "Oui, avec un autre contact", "Pas cette fois"
CARD = "☕ Un café avec"


def switches_on(gardener: Neighbour) -> str:
    gardener.says("/cafe")
    gardener.presses("Cafés entre membres")
    return gardener.presses("Activer les cafés")


def coffee(person: Neighbour) -> str:
    """Type the command."""
    return person.says("/cafe" if person.network == "telegram" else "!cafe")


def drinks(person: Neighbour) -> Neighbour:
    """Take part, as an adult who gets messages."""
    grown(person.wants_messages())
    coffee(person)
    person.presses("Oui, je participe")
    return person


def proposed(person: Neighbour) -> list[str]:
    """The titles of the coffees that were proposed to a person."""
    texts = [each for each in person.inbox if each.startswith(CARD)]
    return [each.partition("\n")[0] for each in texts]


def sides(town: Town) -> list[Row[Any]]:
    """The people of all coffees."""
    with town.database.engine.connect() as connection:
        return list(connection.execute(select(*PairSide.__table__.c).order_by(PairSide.id)))
