"""Requests to be let in, and the switch for welcomes."""

from dataclasses import replace

import pytest

from bot.core.messages.incoming import Kind
from storage.members import Identities, Members
from tests.handlers.joining.welcomes import (
    HOUR,
    MINUTE,
    WHAT,
    YES,
    greetings,
    kept,
    newcomers,
    standing,
    traces,
)
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, Town, town_settings

ASKED = f"{WHAT}\nDès que vous aurez rejoint la communauté, le groupe vous sera ouvert."


def test_a_person_who_asks_to_be_let_in_is_told_in_private_and_nothing_is_kept(town: Town) -> None:
    zoe = town.stranger("Zoé")

    assert zoe.asks_to_enter() == ASKED
    assert (town.said_in(zoe.square), kept(town)) == ([], 0)
    assert traces(town, "Zoé") == []
    assert set(traces(town, zoe.address)) <= {"deliveries", "departures"}, "as for any answer"
    assert zoe.presses("Rejoindre").startswith("Rejoindre Pionniers de l'énergie")
    zoe.presses(YES)
    zoe.enters()
    town.move(MINUTE)
    assert town.said_in(zoe.square) == []


def test_a_member_or_a_late_answer_or_another_room_is_told_nothing(town: Town) -> None:
    assert town.member("Zoé").asks_to_enter() == ""
    assert town.stranger("Max").asks_to_enter("telegram:-4004") == ""
    late = town.stranger("Inès")
    asked = late.playground._incoming(late.address, late.name, None, kind=Kind.ASKED, locale="fr")
    town.clock.move(6 * MINUTE)
    town.do(late.playground.receives(replace(asked, words=late.square)))
    assert late.inbox == []
    assert late.asks_to_enter().startswith("Je suis Terreau, le robot de Pionniers de l'énergie")


def test_a_chat_open_for_five_minutes_is_no_direct_room(town: Town) -> None:
    zoe = town.stranger("Zoé")
    with town.database.unit() as store:  # known, and never wrote to us
        store[Members].register(zoe.address, "Zoé", direct=None, at=town.clock.now())

    assert zoe.asks_to_enter() == ASKED

    with town.database.unit() as store:
        identity = store[Identities].get(zoe.address)
        assert identity is not None
        assert identity.direct is None


def test_gardeners_switch_welcomes_off_and_on(town: Town) -> None:
    ana = town.gardener("territory")
    newcomers(town, "Zoé")
    town.move(MINUTE)
    newcomers(town, "Max")

    assert "sont accueillies" in ana.says("/accueil")
    assert "ne sont pas accueillies" in ana.presses("Ne plus accueillir")
    assert standing(town) == []
    newcomers(town, "Inès")
    town.move(HOUR)
    assert (standing(town), kept(town)) == ([], 0)
    assert town.stranger("Léo").asks_to_enter() == ""

    assert "ne sont pas accueillies" in ana.says("/accueil")
    assert "sont accueillies" in ana.presses("Accueillir")
    newcomers(town, "Noé")
    town.move(MINUTE)
    assert greetings(town) == ["Bienvenue, Zoé.", "Bienvenue, Noé."]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/accueil non", "ne sont pas accueillies"),
        ("/welcome no", "ne sont pas accueillies"),
        ("/accueil oui", "sont accueillies"),
        ("/accueil peut-être", "Répondez oui ou non."),
    ],
)
def test_welcomes_are_switched_by_a_typed_command_too(town: Town, typed: str, told: str) -> None:
    assert told in town.gardener("territory").says(typed)


def test_only_gardeners_switch_welcomes(town: Town) -> None:
    zoe, stranger = town.member("Zoé"), town.stranger("Max")
    for refused in (zoe.says("/accueil non"), stranger.says("/accueil non")):
        assert "accueillies" not in refused
    forged = zoe.playground._incoming(zoe.address, zoe.name, None, kind=Kind.PRESS, locale="fr")
    town.do(zoe.playground.receives(replace(forged, press="welcome_set:no", press_id="forged")))
    newcomers(town, "Inès")
    town.move(MINUTE)

    assert greetings(town) == ["Bienvenue, Inès."]


def test_the_configuration_may_leave_welcomes_out(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(welcome=False), saved=saved_towns)
    try:
        newcomers(town, "Zoé")
        town.move(MINUTE)
        assert (town.said_in(SQUARE["telegram"]), kept(town)) == ([], 0)
        joining = town.stranger("Max").says("/rejoindre")
        assert joining.startswith("Rejoindre Pionniers de l'énergie\n")
    finally:
        town.close()
