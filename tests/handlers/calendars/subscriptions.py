"""Addresses of calendars that members ask for."""

from tests.handlers.calendars.reading import (
    addresses,
    read,
)
from tests.town import Neighbour, Town
from tests.web.own_pages import fetched

OVER = "Ce bouton concerne une adresse qui ne marche plus."


def subscribes(person: Neighbour) -> tuple[str, str]:
    """Ask for a calendar; gives one's own address and the community's."""
    mine, everybodys = addresses(person.says("/calendrier"))
    return mine, everybodys


def titles(town: Town, path: str) -> list[str | None]:
    status, content = fetched(town, path)
    assert status == 200
    return [each.summary for each in read(content).events]


def kept(town: Town) -> int:
    with town.database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM calendar_feeds").scalar() or 0)
