"""Helpers of tests of calendars: events that are announced, files that came, addresses fetched."""

import re
from datetime import timedelta

import icalendar
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from storage.events import Event, Events
from tests.town import Neighbour, Town
from tests.web.own_pages import PAGE

VISIT = "Visite du composteur | samedi 5 décembre 14h30-16h30 | 3 rue des Jardins, Besançon"


def announces(gardener: Neighbour, words: str = VISIT) -> None:
    """Make an event and announce it."""
    gardener.says(f"/evenement {words}")
    gardener.presses("Annoncer")


def event(town: Town, number: int = 1) -> Event:
    """An event as it is stored."""
    with town.database.unit() as store:
        found = store[Events].numbered(1, number)
    assert found is not None
    return found


def changes(town: Town, number: int = 1, **values: object) -> None:
    """Change columns of an event, as a move of it does, an hour from now."""
    town.move(timedelta(hours=1))
    changed = event(town, number)
    with town.database.unit() as store:
        store[Events].change(changed.id, town.clock.now(), **values)


def read(content: bytes) -> Calendar:
    """A calendar, read by two programs that find the same in it."""
    one = IcsCalendarStream.calendar_from_ics(content.decode())
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [str(each["UID"]) for each in events] == [each.uid for each in one.events]
    assert [str(each["SUMMARY"]) for each in events] == [each.summary for each in one.events]
    return one


def file_of(person: Neighbour) -> tuple[str, Calendar]:
    """The file that a person got last, in private."""
    document = person.direct[-1].said.document
    assert document is not None
    assert document.media_type == "text/calendar"
    return document.name, read(document.content)


def addresses(said: str) -> list[str]:
    """The addresses of calendars that a person was told, as the pages' own server knows them."""
    return [each.removeprefix(PAGE) for each in re.findall(rf"{PAGE}/c/\S+\.ics", said)]
