"""The register, from the gardeners' seat and from everybody else's."""

from datetime import timedelta

import pytest

from bot.core.messages.incoming import Kind
from bot.domain.roles import Circle
from storage.members import Members
from storage.members.member_tables import Member
from storage.profile import Profiles
from storage.unit_of_work import Store
from tests.databases import Fresh
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, SQUARE, WATER, Neighbour, Town, town_settings

NEWS = "Je suis les nouvelles"
NAMES = (
    "Élodie Bon",
    "Bob",
    "Chloé",
    "Denis",
    "Fanny",
    "Gus",
    "Hugo",
    "Iris",
    "Jean",
    "Kim",
    "Lou",
)


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")


def change(town: Town, who: Neighbour, **values: object) -> None:
    """Let a member have told something of themselves."""
    with town.database.unit() as store:
        for name, value in values.items():
            setattr(member_of(store, who), name, value)


def member_of(store: Store, who: Neighbour) -> Member:
    standing = store[Members].standing(who.address, None)
    assert standing is not None
    return standing.member


def number_of(town: Town, who: Neighbour) -> int:
    with town.database.unit() as store:
        return member_of(store, who).id


def moves(town: Town, who: Neighbour, circle: Circle) -> None:
    with town.database.unit() as store:
        store[Members].move(member_of(store, who), 1, circle)


def names(page: str) -> list[str]:
    """Who is on a page."""
    return [line.partition(" (n°")[0] for line in page.splitlines() if " (n°" in line]


def forges(who: Neighbour, press: str, room: str | None = None) -> str:
    return who.says("", room, kind=Kind.PRESS, press=press, press_id="raw", shown=True)


# Pages


def test_pages_are_turned_in_the_same_message(town: Town, ana: Neighbour) -> None:
    for name in NAMES:
        town.member(name)

    first = ana.says("/membres")
    before = len(ana.direct)
    second = ana.presses("Suivants")
    back = ana.presses("Précédents")

    assert first.splitlines()[:3] == [
        "Les membres",
        "12 membres.",
        f"Ana (n° 1), « {NEWS} »",
    ]
    assert names(first) == [
        *("Ana", "Bob", "Chloé", "Denis", "Élodie Bon", "Fanny", "Gus", "Hugo", "Iris", "Jean")
    ]
    assert names(second) == ["Kim", "Lou"]
    assert back == first
    assert len(ana.direct) == before


def test_one_looks_for_a_name_as_one_types_it(town: Town, ana: Neighbour) -> None:
    for name in ("Élodie Dupont", "Jean-Noël DUPUIS", "Bob"):
        town.member(name)

    assert names(ana.says("/membres dup")) == ["Élodie Dupont", "Jean-Noël DUPUIS"]
    assert ana.says("/membres noel").startswith("Jean-Noël DUPUIS\nNuméro ")
    assert ana.says("/members elodie dup").startswith("Élodie Dupont\n")
    assert "Aucun membre ne correspond." in ana.says("/membres odie")


def test_filters_add_up_and_stay_while_pages_are_turned(town: Town, ana: Neighbour) -> None:
    people = [town.member(name) for name in NAMES]
    for each in people:
        change(town, each, commune="25056", territory="Doubs")
    moves(town, people[0], Circle.ENGAGED)

    ana.says("/membres lieu Besançon")
    ana.presses("Par cercle")
    first = ana.presses(NEWS)
    assert first.splitlines()[1:4] == [
        f"Seulement : « {NEWS} » et Besançon (Doubs, 25).",
        "10 membres.",
        "Bob (n° 3)",
    ]
    change(town, ana, commune="25056", territory="Doubs")
    ana.presses("Par cercle")
    ana.presses(NEWS)
    second = ana.presses("Suivants")
    assert second.splitlines()[1] == f"Seulement : « {NEWS} » et Besançon (Doubs, 25)."
    assert names(second) == ["Lou"]
    ana.presses("Par cercle")
    everyone = ana.presses("Tous les cercles")
    assert everyone.splitlines()[1:3] == ["Seulement : Besançon (Doubs, 25).", "12 membres."]
    assert ana.presses("Tout montrer").splitlines()[1] == "12 membres."


def test_a_search_goes_on_among_those_who_are_shown(town: Town, ana: Neighbour) -> None:
    zoe, bob = town.member("Zoé Petit"), town.member("Bob Petit")
    moves(town, zoe, Circle.ENGAGED)

    ana.says("/membres cercle actif")
    asked = ana.presses("Chercher")
    found = ana.says("petit")

    assert asked == "Qui cherchez-vous ? Écrivez un nom ou son début, ou un numéro."
    assert found.startswith("Zoé Petit\n")
    ana.says("/membres cercle actif")
    ana.presses("Chercher")
    assert ana.says(f"n° {number_of(town, bob)}").startswith("Bob Petit\n")


def test_who_was_not_seen_for_long_is_found(town: Town, ana: Neighbour) -> None:
    zoe, _ = town.member("Zoé"), town.member("Yann")
    town.move(timedelta(days=97))
    zoe.says("/aide")
    town.move(timedelta(days=92))

    said = ana.says("/membres absents 6")

    assert said.splitlines()[1:4] == [
        "Seulement : sans passage depuis 6 mois.",
        "1 membre.",
        f"Yann (n° 3), « {NEWS} », dernier passage le mardi 24 novembre",
    ]
    assert names(ana.says("/membres absents 2")) == ["Yann", "Zoé"]
    ana.presses("Sans passage depuis")
    assert names(ana.presses("sans passage depuis 12 mois")) == []


def test_domains_and_places_are_found_however_they_are_called(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    change(town, zoe, territory="Doubs")
    with town.database.unit() as store:
        store[Profiles].choose(member_of(store, zoe), 1, "nature", chosen=True)

    for typed in ("domaine biodiversité", "domain biodiversity and water", "domaine NATURE"):
        assert names(ana.says(f"/membres {typed}")) == ["Zoé"]
    asked = ana.says("/membres lieu Doubs")
    assert asked == "De laquelle parlez-vous ?"
    assert names(ana.presses("Doubs (tout le territoire)")) == ["Zoé"]
    ana.presses("Par lieu")
    ana.presses("Écrire un lieu")
    assert "Aucun membre ne correspond" in ana.says("Jura")
    ana.presses("Par domaine")
    assert "Seulement : Mobilité et Jura." in ana.presses("Mobilité")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("cercle tout", "« tout » n'est pas une façon de participer"),
        ("domaine pêche", "Il n'y a pas de domaine « pêche » ici. Les domaines : Bâtiment"),
        ("lieu Xzqwk", "Je ne connais pas le lieu « Xzqwk »"),
        ("absents zut", "« zut » n'est pas un nombre de mois : écrivez par exemple /membres"),
        ("absents 0", "« 0 » n'est pas un nombre de mois"),
        ("???", "Écrivez un nom ou son début, par exemple /membres dupont."),
        ("99", "Aucun membre de Pionniers de l'énergie n'a le numéro 99. Pour voir les numéros"),
    ],
)
def test_what_cannot_be_meant_is_explained(
    town: Town, ana: Neighbour, typed: str, answer: str
) -> None:
    assert ana.says(f"/membres {typed}").startswith(answer)


# A card


def test_a_card_tells_what_its_member_lets_be_seen(town: Town, ana: Neighbour) -> None:
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
        f"Numéro {number}, membre depuis le mardi 24 novembre, dernier passage le mardi 24 "
        "novembre.\n"
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


# Who may, and where


def test_it_is_shown_to_gardeners_only(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    refused = "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela : Ana."

    assert zoe.says("/membres") == zoe.says("/membres ana") == zoe.says("/membres 1") == refused
    for press in ("members::", "members:a1:", "members_by:circle:", "members_sheet:csv:"):
        assert forges(zoe, press) == refused
    assert "Rejoindre" in town.stranger("Bob").says("/membres")


def test_no_shared_room_ever_sees_it(town: Town, ana: Neighbour) -> None:
    town.member("Zoé")

    ana.says("/membres", SQUARE["telegram"])
    assert "Zoé" in ana.inbox[-1]
    for press in ("members::", "members_by:circle:", "members_export:", "members_sheet:csv:"):
        forges(ana, press, SQUARE["telegram"])
    assert not any("Zoé" in each.text for each in town.said_in(SQUARE["telegram"]))


def test_the_back_room_turns_pages_too(town: Town) -> None:
    luc = town.gardener("region")
    for name in NAMES:
        town.member(name)

    first = luc.says("!membres", BACK_ROOM)
    page = town.said_in(BACK_ROOM)[-1]
    luc.presses("Suivants", page, BACK_ROOM)

    assert names(first)[0] == "Bob"
    assert names(page.text) == ["Lou", "Luc"]


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


@pytest.mark.parametrize(
    "press",
    ["members:z1:", "members::zut", "members::dunknown.", "members_by:zut:", "members::tff."],
)
def test_a_forged_or_old_button_says_so(town: Town, ana: Neighbour, press: str) -> None:
    assert forges(ana, press) == ("Cette liste a changé. Pour voir l'actuelle : /membres.")


def test_reading_leaves_a_trace_with_how_much(town: Town, ana: Neighbour) -> None:
    town.member("Zoé")

    ana.says("/membres")
    ana.says("/membres zoé")

    carl = town.cultivator()
    assert carl.says("/traces").splitlines()[1:3] == [
        "Ana a lu le registre, Zoé, mardi 24 novembre à 10 h",
        "Ana a lu le registre, 2 membres, mardi 24 novembre à 10 h",
    ]


def test_a_new_name_is_found_and_who_left_is_not(town: Town, ana: Neighbour) -> None:
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
