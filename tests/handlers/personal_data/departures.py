"""Ways out, as members choose them, and rows that remain."""

from datetime import timedelta

from sqlalchemy import select

from storage.base import Base
from tests.town import Neighbour, Town, deed

YES = {
    "Ne plus m'écrire": "Oui, ne plus m'écrire",
    "Quitter la communauté": "Oui, quitter",
    "Effacer mes données": "Oui, tout effacer",
}


def chooses(person: Neighbour, choice: str) -> str:
    """Choose a way out and confirm it."""
    person.says("/quitter")
    person.presses(choice)
    return person.presses(YES[choice])


@deed
def later(town: Town, by: timedelta) -> None:
    """Move the clock, without any of the work of each minute in between."""
    town.clock.move(by)
    town.restart()
    town.move(timedelta(minutes=6))
    town.move(timedelta(hours=1))


def everything(town: Town) -> list[str]:
    """Every row of every table, as text."""
    with town.database.engine.connect() as connection:
        return [
            f"{table.name}: {row}"
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
