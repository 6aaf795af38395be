"""The configuration file is applied again and again: changes made in chat since then stay."""

from typing import Any

import pytest

from bot.config import Settings
from bot.domain.roles import Seat
from storage.communities import Communities, Community, RoomKind, SeatHolders
from tests.town import town_settings
from tests.vocabulary.community.applying import Instance, of

ONE, TWO, THREE = "telegram:-1", "telegram:-2", "telegram:-3"


BARE: dict[str, Any] = {"channels": [], "gardeners_room": "", "digest": ""}


def test_a_room_tied_in_chat_stays_when_the_file_names_others(instance: Instance) -> None:
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


def test_changes_of_a_room_in_chat_stay(instance: Instance) -> None:
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
