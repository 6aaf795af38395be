"""A field of an event is in everything that fields are in, or said here to be absent, and why.

A new column of an event fails these tests until the form, the card, the edit, the copies of a
series, the audit, the notice of a change and the calendar file have it.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core import JobContext
from bot.domain.events.rules import EventKind, EventState
from bot.domain.roles import Seat
from bot.vocabulary.community_settings import contact
from handlers.calendars.addresses import event_calendar
from handlers.events.fields import FIELDS, change_lines, event_details, sign_up_lines
from handlers.events.series import repeated_event
from handlers.events.words import titled_card
from storage.communities import Communities
from storage.events import Event, Events
from tests.core.files.test_photos import picture
from tests.handlers.audit.traces import audited
from tests.town import Neighbour, Town

NO_FIELDS = {
    *("id", "community_id", "number", "maker_id", "uid", "sequence"),
    *("state", "created_at", "published_at", "cancelled_at", "changed_at"),
    *("series_id", "source_url", "group_id"),
}
"""What the program notes about an event."""
COLUMNS = {each.name for each in fields(Event)} - NO_FIELDS

NOT_IN_FORM = {
    "picture_id": "sent once the event is drafted",
    "circles": "chosen on the preview",
    "domains": "chosen on the preview",
    "territories": "chosen on the preview",
}
NOT_ON_CARD = {"picture_id": "a message of its own before the card"}
NOT_EDITED = {"zone": "a date is typed by the clocks of the zone"}
NOT_COPIED = {"starts_at": "the rule of the series tells it"}
NOT_TOLD = {
    "kind": "read on the card",
    "description": "read on the card",
    "picture_id": "posted in the rooms",
    "organiser": "read on the card",
    "capacity": "free places are offered",
    "guests": "read on the card",
    "circles": "who signed up may come",
    "domains": "who signed up may come",
    "territories": "who signed up may come",
    "deadline": "who signed up is in time",
    "question": "asked at sign-up",
    "zone": "an instant stays the same",
    "private_place": "who comes has the address",
}
NOT_IN_CALENDAR = {
    "picture_id": "calendars show none",
    "capacity": "counts change faster than calendars are fetched",
    "guests": "asked at sign-up",
    "circles": "decides which calendars have it",
    "domains": "decides which calendars have it",
    "territories": "decides which calendars have it",
    "deadline": "of sign-ups, which calendars do not have",
    "question": "asked at sign-up",
    "private_place": "decides whether it has the address",
}

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
EVENT = Event(
    "Visite", NOON, "Europe/Paris", NOON + timedelta(hours=2), state=EventState.PUBLISHED, uid="v"
)
OTHERS: Mapping[str, Any] = {
    "title": "Grande visite",
    "starts_at": NOON + timedelta(hours=1),
    "zone": "Indian/Reunion",
    "ends_at": NOON + timedelta(hours=3),
    "kind": EventKind.TRAINING,
    "commune": "25056",
    "place": "3 rue des Lilas",
    "private_place": True,
    "link": "https://exemple.fr",
    "description": "Venez",
    "picture_id": 7,
    "organiser": Seat.REGION,
    "capacity": 12,
    "guests": True,
    "circles": ["engaged"],
    "domains": ["waste"],
    "territories": ["25"],
    "deadline": NOON - timedelta(days=1),
    "question": "Régime ?",
}
"""Another value of each column."""

TYPED = (
    "/evenement Visite | samedi 5 décembre 14h30-16h30 | 3 rue des Lilas, Besançon | "
    "https://exemple.fr --type formation --places 12 --description Venez --region --invites "
    "--prive --limite 4 décembre 18h --question Régime ? --fuseau Indian/Reunion"
)
BRIEF = "/evenement Tour | dimanche 6 décembre 9h"


def differing(one: Event, other: Event) -> set[str]:
    """The columns in which two events differ."""
    return {name for name in COLUMNS if getattr(one, name) != getattr(other, name)}


def shown_in(show: Callable[[Event], object]) -> set[str]:
    """The columns whose other value is seen in what is shown of an event."""
    return {name for name in COLUMNS if show(replace(EVENT, **{name: OTHERS[name]})) != show(EVENT)}


def event(town: Town, number: int = 1) -> Event:
    with town.database.unit() as store:
        found = store[Events].numbered(1, number)
    assert found is not None
    return found


def card(event: Event) -> str:
    return f"{titled_card(event, (*event_details(event), *sign_up_lines(event)))}"


def test_each_column_is_of_one_field() -> None:
    listed = [column for each in FIELDS for column in each.columns]

    assert sorted(listed) == sorted(COLUMNS)
    assert {*OTHERS} == COLUMNS


def test_the_form_asks_for_each_field(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(BRIEF)
    ana.says(TYPED)

    assert differing(event(town, 1), event(town, 2)) == COLUMNS - {*NOT_IN_FORM}


def test_the_card_shows_each_field() -> None:
    assert shown_in(card) == COLUMNS - {*NOT_ON_CARD}


def test_a_series_copies_each_field() -> None:
    later, now = NOON + timedelta(days=7), NOON - timedelta(days=2)

    copied = shown_in(lambda event: repeated_event(event, later + (event.starts_at - NOON), now))

    assert copied - {"starts_at"} == COLUMNS - {*NOT_COPIED}
    assert repeated_event(replace(EVENT, group_id=3), later, now).group_id == 3


def test_people_who_signed_up_are_told_of_each_field() -> None:
    assert shown_in(lambda event: change_lines(EVENT, event)) == COLUMNS - {*NOT_TOLD}


def test_the_calendar_file_has_each_field(town: Town) -> None:
    with town.database.unit() as store:
        ctx = JobContext(
            store,
            now=NOON,
            community=store[Communities].get(1),
            contact=contact(town.stage.settings),
        )

        def file(event: Event) -> bytes:
            found = event_calendar(ctx, event, "fr")
            assert found is not None
            return found.content

        assert shown_in(file) == COLUMNS - {*NOT_IN_CALENDAR}


def presses(*labels: str) -> Callable[[Neighbour], object]:
    def choose(gardener: Neighbour) -> None:
        gardener.says("!evenement 1 modifier")
        for label in labels:
            gardener.presses(label)

    return choose


def sends_picture(gardener: Neighbour) -> None:
    gardener.says("!evenement 1 image")
    gardener.sends("IMG.jpg", picture())
    gardener.says("Le composteur")


EDITS: Mapping[str, Callable[[Neighbour], object]] = {
    "title": lambda luc: luc.says("!evenement 1 titre Grande visite"),
    "date": lambda luc: luc.says("!evenement 1 date dimanche 6 décembre 10h-12h"),
    "place": lambda luc: luc.says("!evenement 1 lieu 1 rue Pasteur, Dole | https://exemple.fr"),
    "description": lambda luc: luc.says("!evenement 1 description Venez"),
    "seats": lambda luc: luc.says("!evenement 1 places 12"),
    "kind": lambda luc: luc.says("!evenement 1 type formation"),
    "deadline": lambda luc: luc.says("!evenement 1 limite vendredi 4 décembre 18h"),
    "question": lambda luc: luc.says("!evenement 1 question Régime ?"),
    "image": sends_picture,
    "side": presses("À l'initiative de la Région"),
    "guests": presses("Permettre de venir avec quelqu'un"),
    "privacy": presses("Adresse donnée à l'inscription"),
    "audience": presses("Pour qui", "Je participe activement", "Mobilité", "Jura"),
}


@pytest.mark.slow
def test_each_field_is_edited_and_the_audit_knows(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    with town.database.unit() as store:
        store[Communities].get(1).territories = ["Jura"]
    ana.says("/evenement Visite | samedi 5 décembre 14h30")
    ana.presses("Annoncer")

    edited = {}
    for name, edit in EDITS.items():
        before, acts = event(town), len(audited(town, luc))
        edit(luc)
        edited[name] = differing(before, event(town))
        assert ("event changed", "done") in audited(town, luc)[acts:], name

    assert edited == {each.name: {*each.columns} - {*NOT_EDITED} for each in FIELDS}
