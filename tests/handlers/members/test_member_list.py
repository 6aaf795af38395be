"""The list of members: pages, searches and filters."""

from datetime import timedelta

import pytest

from bot.domain.roles import Circle
from storage.members import Members
from storage.profile import Profiles
from tests.handlers.members.listed import (
    NAMES,
    NEWS,
    agrees_to_be_asked,
    change,
    member_of,
    names,
    number_of,
)
from tests.town import Neighbour, Town


def moves(town: Town, who: Neighbour, circle: Circle) -> None:
    with town.database.unit() as store:
        store[Members].move(member_of(store, who), 1, circle)


@pytest.mark.slow
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


def test_a_name_is_found_as_people_type_it(town: Town, ana: Neighbour) -> None:
    for name in ("Élodie Dupont", "Jean-Noël DUPUIS", "Bob"):
        town.member(name)

    assert names(ana.says("/membres dup")) == ["Élodie Dupont", "Jean-Noël DUPUIS"]
    assert ana.says("/membres noel").startswith("Jean-Noël DUPUIS\nNuméro ")
    assert ana.says("/members elodie dup").startswith("Élodie Dupont\n")
    assert "Aucun membre ne correspond." in ana.says("/membres odie")


@pytest.mark.slow
def test_filters_add_up_and_stay_while_pages_are_turned(town: Town, ana: Neighbour) -> None:
    people = [town.member(name) for name in NAMES]
    for each in people:
        change(town, each, commune="25056", territory="Doubs")
    moves(town, people[0], Circle.ENGAGED)

    ana.says("/membres lieu Besançon")
    ana.presses("Par participation")
    first = ana.presses(NEWS)
    assert first.splitlines()[1:4] == [
        f"Seulement : « {NEWS} » et Besançon (Doubs, 25).",
        "10 membres.",
        "Bob (n° 3)",
    ]
    change(town, ana, commune="25056", territory="Doubs")
    ana.presses("Par participation")
    ana.presses(NEWS)
    second = ana.presses("Suivants")
    assert second.splitlines()[1] == f"Seulement : « {NEWS} » et Besançon (Doubs, 25)."
    assert names(second) == ["Lou"]
    ana.presses("Par participation")
    everyone = ana.presses("Toutes les participations")
    assert everyone.splitlines()[1:3] == ["Seulement : Besançon (Doubs, 25).", "12 membres."]
    assert ana.presses("Tout montrer").splitlines()[1] == "12 membres."


def test_a_search_goes_on_among_the_shown_members(town: Town, ana: Neighbour) -> None:
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


@pytest.mark.slow
def test_members_not_seen_for_long_are_found(town: Town, ana: Neighbour) -> None:
    zoe, yann, _ = town.member("Zoé"), town.member("Yann"), town.member("Léo")
    for each in (zoe, yann):
        agrees_to_be_asked(town, each)
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
        ("cercle tout", "« tout » n'est pas une participation"),
        ("domaine pêche", "Il n'y a pas de domaine « pêche » ici. Les domaines : Bâtiment"),
        ("lieu Xzqwk", "Je ne connais pas le lieu « Xzqwk »"),
        ("absents zut", "« zut » n'est pas un nombre de mois : écrivez par exemple /membres"),
        ("absents 0", "« 0 » n'est pas un nombre de mois"),
        ("???", "Écrivez un nom ou son début, par exemple /membres dupont."),
        ("99", "Aucun membre de Pionniers de l'énergie n'a le numéro 99. Pour voir les numéros"),
    ],
)
def test_wrong_filters_are_explained(town: Town, ana: Neighbour, typed: str, answer: str) -> None:
    assert ana.says(f"/membres {typed}").startswith(answer)
