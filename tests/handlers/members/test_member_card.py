"""The card of a member, and the people who may see cards and lists."""

import pytest

from bot.core.messages.incoming import Kind
from storage.members import Members
from storage.profile import Profiles
from tests.databases import Fresh
from tests.handlers.members.listed import NAMES, NEWS, change, member_of, names, number_of
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, SQUARE, WATER, Neighbour, Town, town_settings


def forges(who: Neighbour, press: str, room: str | None = None) -> str:
    return who.says("", room, kind=Kind.PRESS, press=press, press_id="raw", shown=True)


def test_a_card_shows_the_details_that_its_member_allows(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé", on="matrix")
    told = {
        "commune": "25056",
        "about": "Je répare des vélos",
        "link": "https://velos.example",
        "email": "zoe@secret.example",
        "adult": True,
    }
    change(town, zoe, **told)
    number = number_of(town, zoe)

    hidden = ana.says(f"/membres {number}")
    with town.database.unit() as store:
        store[Profiles].show(member_of(store, zoe), 1, "name")
    named = ana.says(f"/membres {number}")
    with town.database.unit() as store:
        store[Profiles].show(member_of(store, zoe), 1, "contact")
    whole = ana.says(f"/membres {number}")

    assert hidden == (
        "Zoé\n"
        f"Numéro {number}, membre depuis le mardi 24 novembre.\n"
        f"Participation : « {NEWS} »\n"
        "Lieu : Besançon (Doubs)\n"
        "Présentation : Je répare des vélos\n"
        "Contact : non partagé."
    )
    assert named == hidden.replace("Contact", "https://velos.example\nContact")
    assert whole == named.replace("non partagé.", "@\u2060zoé")  # nobody is called by it
    assert "secret" not in whole


def test_nobody_young_shares_a_contact(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé", on="matrix")
    change(town, zoe, adult=False, link="https://velos.example")
    with town.database.unit() as store:
        store[Profiles].show(member_of(store, zoe), 1, "contact")

    card = ana.says("/membres zoé")

    assert "Contact : non partagé." in card
    assert "velos" not in card


def test_another_circle_is_proposed_from_the_card(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()

    ana.says("/membres zoé")
    said = ana.presses("Proposer : « Je participe activement »")

    assert said.startswith("Je pose la question à Zoé en privé")
    assert zoe.inbox[-1].startswith("Ana vous propose : « Je participe activement ».")
    ana.says("/membres 1")
    assert [each.label for each in ana.direct[-1].choices] == ["Tous les membres"]


def test_cards_are_shown_to_gardeners_only(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    refused = "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela : Ana."

    assert zoe.says("/membres") == zoe.says("/membres ana") == zoe.says("/membres 1") == refused
    for press in ("members::", "members:a1:", "members_by:circle:", "members_sheet:csv:"):
        assert forges(zoe, press) == refused
    assert "Rejoindre" in town.stranger("Bob").says("/membres")


def test_no_shared_room_ever_sees_a_card(town: Town, ana: Neighbour) -> None:
    town.member("Zoé")

    ana.says("/membres", SQUARE["telegram"])
    assert "Zoé" in ana.inbox[-1]
    for press in ("members::", "members_by:circle:", "members_export:", "members_sheet:csv:"):
        forges(ana, press, SQUARE["telegram"])
    assert not any("Zoé" in each.text for each in town.said_in(SQUARE["telegram"]))


@pytest.mark.slow
def test_the_back_room_turns_pages_too(town: Town) -> None:
    luc = town.gardener("region")
    for name in NAMES:
        town.member(name)

    first = luc.says("!membres", BACK_ROOM)
    page = town.said_in(BACK_ROOM)[-1]
    luc.presses("Suivants", page, BACK_ROOM)

    assert names(first)[0] == "Bob"
    assert names(page.text) == ["Lou", "Luc"]


@pytest.mark.slow
def test_another_community_is_not_seen(
    fresh_database: Fresh, saved_towns: SavedTowns | None
) -> None:
    town = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        for name, community in (("Zoé", "Pionniers de l'énergie"), ("Eudes", "Eau vive")):
            town.member(name, of=[community])

        assert names(ana.says("/membres")) == ["Ana", "Zoé"]
        assert "Aucun membre" in ana.says("/membres eudes")
        assert ana.says("/membres 3").startswith("Aucun membre de Pionniers de l'énergie")
    finally:
        town.close()


def test_a_forged_or_old_button_says_so(town: Town, ana: Neighbour) -> None:
    changed = "Cette liste a changé. Pour voir l'actuelle : /membres."

    for press in ("z1:", ":zut", ":dunknown.", ":tff."):
        assert forges(ana, f"members:{press}") == changed, press
    assert forges(ana, "members_by:zut:") == changed


def test_reading_leaves_a_trace_with_how_much(town: Town, ana: Neighbour) -> None:
    town.member("Zoé")

    ana.says("/membres")
    ana.says("/membres zoé")

    carl = town.cultivator()
    assert carl.says("/traces").splitlines()[1:3] == [
        "Ana a lu le registre, Zoé, mardi 24 novembre à 10 h",
        "Ana a lu le registre, 2 membres, mardi 24 novembre à 10 h",
    ]


def test_a_new_name_is_found_and_a_former_member_is_not(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says("/moi")
    zoe.presses("Changer de nom")
    zoe.says("Rosalie")

    assert ana.says("/membres rosa").startswith("Rosalie\n")
    assert "Aucun membre" in ana.says("/membres zoé")
    with town.database.unit() as store:
        store[Members].leave(member_of(store, zoe), 1, town.clock.now())
    assert "Aucun membre" in ana.says("/membres rosa")


def test_the_longest_words_fit_a_button(town: Town, ana: Neighbour) -> None:
    town.member("Anne-Sophie Grandjean-Dupont de la Rivière-Saint-Sauveur")
    town.member("Anne-Sophie Grandjean-Dupont de la Rivière-Saint-Sauveur bis")
    ana.says("/membres domaine économie sociale | lieu Besançon | absents 120")
    ana.presses("Chercher")
    said = ana.says("anne sophie grandjean dupont de la rivière saint sauveur")
    assert "Aucun membre" in said
    assert max(len(each.press.encode()) for each in ana.direct[-1].choices) <= 64
    ana.presses("Tout montrer")
    found = ana.says("/membres anne sophie grandjean dupont de la rivière")
    assert len(names(found)) == 2
