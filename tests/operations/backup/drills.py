"""Instances that are restored, and the rows that remain."""

from sqlalchemy import select

from storage.base import Base
from tests.operations.backup.conftest import KeptTown
from tests.town import Neighbour


def everything(town: KeptTown) -> str:
    """Every row of every table, as text."""
    with town.database.engine.connect() as connection:
        return "\n".join(
            f"{table.name}: {row}"
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
        )


def erased(person: Neighbour) -> None:
    person.says("/effacer")
    person.presses("Effacer mes données")
    person.presses("Oui, tout effacer")
    assert any("Tout ce qui vous concerne est effacé." in each for each in person.inbox[-2:])
