"""The configuration file is applied again and again: what was changed in chat since then stays."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.config import Settings
from bot.domain.dates.phrases.periods import Days
from bot.domain.digest.schedule import schedule_key
from bot.domain.roles import Seat
from bot.vocabulary.community.applied_settings import apply
from storage.communities import Communities, Community, RoomKind, SeatHolders
from storage.schedules import Schedules
from storage.schedules.occurrences import Planned
from storage.unit_of_work import Database, Store
from tests.town import START, town_settings

ONE, TWO, THREE = "telegram:-1", "telegram:-2", "telegram:-3"


class Instance:
    """A database to which files are applied, one after the other."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)

    def starts(self, settings: Settings | None = None, /, **keys: Any) -> None:  # noqa: ANN401 - of a community
        """Start with a file in which the community has these keys."""
        with self.database.unit() as store:
            apply(store, settings or town_settings(**keys), START)

    def rooms(self, slug: str = "energie") -> dict[str, str]:
        """What is tied to a community, and as what."""
        with self.database.unit() as store:
            return {
                each.address: each.kind for each in store[Communities].rooms_of(of(store, slug))
            }

    def chat(self, room: str, kind: RoomKind | None, slug: str = "energie") -> None:
        """Tie a room in chat, or untie it."""
        with self.database.unit() as store:
            if kind is None:
                store[Communities].untie(room)
            else:
                store[Communities].put_room(room, kind, of(store, slug))


def of(store: Store, slug: str = "energie") -> Community:
    found = store[Communities].named(slug)
    assert found is not None
    return found


@pytest.fixture
def instance(database_url: str) -> Iterator[Instance]:
    made = Instance(database_url)
    yield made
    made.database.close()


BARE: dict[str, Any] = {"channels": [], "gardeners_room": "", "digest": ""}


# Rooms


def test_a_room_tied_in_chat_stays_whatever_the_file_says_of_others(instance: Instance) -> None:
    instance.starts(rooms=[ONE], **BARE)
    instance.chat(TWO, RoomKind.COMMUNITY)
    instance.chat(THREE, RoomKind.WORKING_GROUP)

    instance.starts(rooms=[ONE], **BARE)
    same = instance.rooms()
    instance.starts(rooms=["telegram:-4"], **BARE)
    another = instance.rooms()
    instance.starts(rooms=[], **BARE)

    kept = {TWO: "community", THREE: "working-group"}
    assert same == {ONE: "community", **kept}
    assert another == {"telegram:-4": "community", **kept}
    assert instance.rooms() == kept


def test_a_room_of_the_file_that_chat_untied_does_not_come_back(instance: Instance) -> None:
    instance.starts(rooms=[ONE], **BARE)
    instance.chat(ONE, None)

    instance.starts(rooms=[ONE], **BARE)
    instance.starts(rooms=[ONE, TWO], **BARE)

    assert instance.rooms() == {TWO: "community"}


def test_what_chat_made_of_a_room_of_the_file_stays(instance: Instance) -> None:
    instance.starts(rooms=[ONE], **BARE)
    instance.chat(ONE, RoomKind.CHANNEL)

    instance.starts(rooms=[ONE, TWO], **BARE)
    grown = instance.rooms()
    instance.starts(rooms=[TWO], **BARE)

    assert grown == {ONE: "channel", TWO: "community"}
    assert instance.rooms() == grown, "as a channel it was never in the file"


def test_the_file_takes_back_and_gives_again(instance: Instance) -> None:
    instance.starts(rooms=[ONE, TWO], **BARE)
    instance.starts(rooms=[TWO], **BARE)
    without = instance.rooms()
    instance.starts(rooms=[ONE, TWO], **BARE)

    assert without == {TWO: "community"}
    assert instance.rooms() == {ONE: "community", TWO: "community"}


@pytest.mark.parametrize(
    ("first", "then", "kind"),
    [
        ({"rooms": [ONE]}, {"channels": [ONE], "rooms": []}, "channel"),
        ({"channels": [ONE], "rooms": []}, {"rooms": [ONE]}, "community"),
        ({"rooms": [ONE]}, {"rooms": [], "gardeners_room": ONE}, "gardeners"),
        ({"rooms": [], "region_room": ONE}, {"rooms": [ONE], "region_room": ""}, "community"),
    ],
)
def test_a_room_moves_from_key_to_key(
    instance: Instance, first: dict[str, Any], then: dict[str, Any], kind: str
) -> None:
    instance.starts(**{**BARE, **first})
    instance.starts(**{**BARE, **then})

    assert instance.rooms() == {ONE: kind}


@pytest.mark.parametrize("order", [1, -1])
def test_a_room_moves_from_community_to_community(instance: Instance, order: int) -> None:
    def file(energy: list[str], water: list[str]) -> Settings:
        sections = [
            {"slug": "energie", "name": "Énergie", "rooms": energy},
            {"slug": "eau", "name": "Eau", "rooms": water},
        ]
        return Settings.model_validate({"communities": sections[::order]})

    instance.starts(file([ONE], []))
    instance.starts(file([], [ONE]))

    assert instance.rooms() == {}
    assert instance.rooms("eau") == {ONE: "community"}


# Words


@pytest.mark.parametrize(
    ("key", "chat", "file"),
    [
        ("name", "Autre nom", "Nom du fichier"),
        ("locale", "en", "fr"),
        ("timezone", "Indian/Reunion", "America/Martinique"),
        ("polls_by", "members", "gardeners"),
        ("public_channel", True, False),
        ("charter_url", "https://chat.example", "https://file.example"),
    ],
)
def test_a_value_of_chat_stays_until_the_file_says_another(
    instance: Instance, key: str, chat: object, file: object
) -> None:
    instance.starts(rooms=[])
    with instance.database.unit() as store:
        setattr(of(store), key, chat)

    instance.starts(rooms=[])
    with instance.database.unit() as store:
        kept = getattr(of(store), key)
    before = {"locale": "en", "polls_by": "members", "public_channel": True}.get(key)
    if before is not None:  # the file has the other one already: let it say something else first
        instance.starts(**{"rooms": [], key: before})
    instance.starts(**{"rooms": [], key: file})

    assert kept == chat
    with instance.database.unit() as store:
        assert getattr(of(store), key) == file


def test_a_community_of_chat_keeps_its_seats_when_the_file_begins_to_name_it(
    instance: Instance,
) -> None:
    instance.starts(rooms=[])
    with instance.database.unit() as store:
        made = store[Communities].add(
            Community(
                slug="eau",
                name="Eau",
                locale="fr",
                timezone="Europe/Paris",
                digest="wed 09:00",
                polls_by="gardeners",
                charter_url="https://chat.example",
            )
        )
        store[SeatHolders].put(made, Seat.TERRITORY, "telegram:9")
    instance.chat(ONE, RoomKind.COMMUNITY, "eau")

    section = {"slug": "eau", "name": "Eau vive", "rooms": [TWO]}
    instance.starts(town_settings(section))

    with instance.database.unit() as store:
        eau = of(store, "eau")
        assert eau.name == "Eau vive"
        assert (eau.digest, eau.charter_url) == ("wed 09:00", "https://chat.example")
        assert store[SeatHolders].of(eau) == {Seat.TERRITORY: "telegram:9"}
    assert instance.rooms("eau") == {ONE: "community", TWO: "community"}


# The letter


def planned(instance: Instance) -> tuple[str, str] | None:
    """The rule and the zone of the letter, as it is due."""
    with instance.database.unit() as store:
        found = store[Schedules].get(schedule_key(of(store).id))
        return None if found is None else (found.rule, found.zone)


def test_the_letter_s_day_of_chat_stays_though_the_zone_of_the_file_changes(
    instance: Instance,
) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        of(store).digest = "wed 09:00"

    instance.starts(digest="tue 08:00")
    same = planned(instance)
    instance.starts(digest="tue 08:00", timezone="Indian/Reunion")
    elsewhere = planned(instance)
    instance.starts(digest="fri 18:00", timezone="Indian/Reunion")

    assert same == ("wed 09:00", "Europe/Paris")
    assert elsewhere == ("wed 09:00", "Indian/Reunion")
    assert planned(instance) == ("fri 18:00", "Indian/Reunion")


def test_a_zone_of_chat_does_not_bring_the_file_s_day_back(instance: Instance) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        of(store).digest = "wed 09:00"
        of(store).timezone = "Indian/Reunion"

    instance.starts(digest="tue 08:00")

    assert planned(instance) == ("wed 09:00", "Indian/Reunion")


def test_no_letter_of_chat_stays_none(instance: Instance) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        of(store).digest = ""

    instance.starts(digest="tue 08:00")
    none = planned(instance)
    instance.starts(digest="")
    instance.starts(digest="tue 08:00")

    assert none is None
    assert planned(instance) == ("tue 08:00", "Europe/Paris")


def neutral_days(instance: Instance) -> Days | None:
    with instance.database.unit() as store:
        return of(store).neutral_days


def test_the_pre_election_period_of_the_file_yields_to_chat_until_it_changes(
    instance: Instance,
) -> None:
    instance.starts(neutral_period="1er septembre 2027 - 15 mars 2028")
    of_the_file = neutral_days(instance)
    with instance.database.unit() as store:
        of(store).neutral_days = None
    instance.starts(neutral_period="1er septembre 2027 - 15 mars 2028")
    of_chat = neutral_days(instance)
    instance.starts(neutral_period="1er septembre 2019 - 15 mars 2020")

    assert of_the_file == Days(date(2027, 9, 1), date(2028, 3, 15))
    assert of_chat is None
    assert neutral_days(instance) is None


def test_what_recurs_follows_the_zone_and_what_happens_once_stays(instance: Instance) -> None:
    instance.starts(digest="tue 08:00")
    with instance.database.unit() as store:
        for key, rule in (("weekly", "mon 10:00"), ("once", "once 2026-11-27T18:00:00+00:00")):
            store[Schedules].put(Planned(key, key, None, of(store).id, rule, "Europe/Paris", START))

    instance.starts(digest="tue 08:00", timezone="Indian/Reunion")

    with instance.database.unit() as store:
        zones = {each.key: each.zone for each in store[Schedules].all()}
    assert (zones["weekly"], zones["once"]) == ("Indian/Reunion", "Europe/Paris")


def test_the_letter_to_the_region_has_days_of_its_own(instance: Instance) -> None:
    def planned_for_region() -> str | None:
        with instance.database.unit() as store:
            found = store[Schedules].get(f"region-letter/{of(store).id}")
            return None if found is None else found.rule

    instance.starts()
    assert planned_for_region() is None

    instance.starts(region_letter="lundi 9h")
    assert planned_for_region() == "mon 09:00"
    with instance.database.unit() as store:
        of(store).region_letter = "wed 09:00"
    instance.starts(region_letter="lundi 9h")
    assert planned_for_region() == "wed 09:00"

    instance.starts(region_letter="")
    assert planned_for_region() is None
