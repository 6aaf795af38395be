"""The map, as members see and hear it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.core import Map, MapArea, MapMark
from bot.domain.personal_data import DIRECTORY
from bot.domain.roles import Circle
from storage.communities import Communities
from storage.members import Consents, Members
from storage.members.member_tables import Membership
from storage.profile import Profiles
from tests.handlers.events.gatherings import announces
from tests.town import Neighbour, Town
from tests.traffic import traffic

BESANCON, DOLE, DIJON, VESOUL = "25056", "39198", "21231", "70550"
TOULOUSE, AUCH, ALBI, BORDEAUX = "31555", "32013", "81004", "33063"
EVENT = "Visite du composteur | samedi 5 décembre 14h30-16h30 | 3 rue des Lilas, Besançon"
OTHER = "Atelier vélo | jeudi 10 décembre 18h | Dole"


def settle(  # noqa: PLR0913 - all that may keep a member off the map
    town: Town,
    commune: str | None,
    count: int,
    *,
    domain: str = "",
    adult: bool | None = True,
    visible: str = "name",
    agreed: bool = True,
) -> None:
    """Add members of a commune who chose to be found, unless it says otherwise."""
    with town.database.unit() as store:
        for _ in range(count):
            member = store[Members].register_without_account("Camille", at=town.clock.now())
            member.commune, member.adult = commune, adult
            store[Members].join(member, 1, Circle.INFORMED, town.clock.now())
            store[Profiles].show(member, 1, visible)
            if domain:
                store[Profiles].choose(member, 1, domain, chosen=True)
            if agreed:
                store[Consents].give(
                    member, 1, DIRECTORY, version="1", channel="telegram", at=town.clock.now()
                )


def drawn(person: Neighbour) -> Map:
    """The latest picture in a person's direct room."""
    shown = person.direct[-1].said.picture
    assert isinstance(shown, Map)
    return shown


def settled_town(town: Town) -> Neighbour:
    """Zoé, in a town of 27 people who may be shown, and others who may not."""
    zoe = town.member("Zoé")
    settle(town, BESANCON, 12, domain="mobility")
    settle(town, DOLE, 6)
    settle(town, DIJON, 3, domain="mobility")
    settle(town, VESOUL, 2)
    settle(town, None, 4)
    settle(town, DIJON, 9, adult=False)
    settle(town, DIJON, 9, adult=None)
    settle(town, DIJON, 9, visible="no")
    settle(town, DIJON, 9, agreed=False)
    return zoe


@pytest.mark.slow
def test_members_are_shown_by_department_in_numbers_of_five(town: Town) -> None:
    zoe = settled_town(town)

    said = zoe.says("/carte")

    assert said == (
        "🗺 Membres par département\n"
        "Doubs (25) : 10\n"
        "Jura (39) : 5\n"
        "Bourgogne-Franche-Comté, autres départements : 5\n"
        "Hachures : ces départements ensemble.\n"
        "Chiffres du mardi 24 novembre. Seuls les membres qui l'ont choisi sont montrés. "
        "Les nombres sont arrondis à 5. Un territoire de moins de 5 personnes est compté avec un "
        "plus grand, ou pas du tout."
    )
    shown = drawn(zoe)
    assert shown.words == "Membres par département"
    assert shown.departments == ("21", "25", "39", "58", "70", "71", "89", "90")
    assert shown.areas == (
        MapArea(("25",), 10),
        MapArea(("39",), 5),
        MapArea(("21", "58", "70", "71", "89", "90"), 5, hatched=True),
    )


@pytest.mark.slow
def test_one_domain_is_shown_at_a_time(town: Town) -> None:
    zoe = settled_town(town)
    zoe.says("/carte")
    zoe.presses("Membres par domaine")

    said = zoe.presses("Mobilité")

    assert said.startswith(
        "🗺 Membres par département : Mobilité\nDoubs (25) : 10\nChiffres du mardi 24"
    )
    assert zoe.says("/carte mobilité") == said
    assert zoe.says("/carte mobility") == said
    assert zoe.presses("Membres").startswith("🗺 Membres par département\nDoubs (25) : 10\nJura")


@pytest.mark.slow
def test_the_numbers_stay_until_the_month_is_over(town: Town) -> None:
    zoe = settled_town(town)
    before = zoe.says("/carte")
    settle(town, DOLE, 20)
    town.move(timedelta(days=5))

    assert zoe.says("/carte") == before

    town.move(timedelta(days=2))

    assert "Jura (39) : 25\n" in zoe.says("/carte")


def test_a_large_territory_is_drawn_by_region_and_told_by_department(town: Town) -> None:
    zoe = town.member("Zoé")
    with town.database.unit() as store:
        store[Communities].get(1).territories = ["Occitanie", "Nouvelle-Aquitaine"]
    for commune, count in ((TOULOUSE, 5), (AUCH, 3), (ALBI, 3), (BORDEAUX, 7), (BESANCON, 9)):
        settle(town, commune, count)

    said = zoe.says("/carte")

    assert said.splitlines()[1:5] == [
        "Doubs (25) : 10",
        "Haute-Garonne (31) : 5",
        "Gironde (33) : 5",
        "Occitanie, autres départements : 5",
    ]
    shapes = {each.departments[0]: each.count for each in drawn(zoe).areas}
    assert shapes == {"09": 10, "16": 5}
    assert not any(each.hatched for each in drawn(zoe).areas)


@pytest.mark.slow
@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_events_are_shown_by_department(town: Town, network: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé", on=network)
    for each in (EVENT, OTHER, "Réunion en ligne | mardi 8 décembre 18h"):
        announces(ana, each)

    said = zoe.says("/carte" if network == "telegram" else "!carte")

    assert said.startswith(
        "🗺 Événements à venir\n"
        "Doubs (25)\n"
        "1 · Visite du composteur : samedi 5 décembre, 14 h 30 – 16 h 30, Besançon (Doubs)\n"
        "Jura (39)\n"
        "2 · Atelier vélo : jeudi 10 décembre à 18 h, Dole (Jura)\n"
        "Les événements en ligne ne sont pas sur la carte."
    )
    assert zoe.says("!carte événements") == said
    shown = drawn(zoe)
    assert shown.marks == (MapMark(47.249, 6.018, 1, "Besançon"), MapMark(47.092, 5.49, 1, "Dole"))
    assert not shown.areas


@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_a_map_that_tells_not_all_leads_to_the_whole_list(
    town: Town, monkeypatch: pytest.MonkeyPatch, on: str
) -> None:
    monkeypatch.setattr("handlers.map.views.MOST_TOLD", 1)
    ana, zoe = town.gardener("territory"), town.member("Zoé", on=on)
    for each in (EVENT, OTHER):
        announces(ana, each)
    zoe.says("/carte événements" if on == "telegram" else "!carte événements", room=zoe.square)
    shown = town.said_in(zoe.square)[-1]
    zoe.presses("Agenda", shown, room=zoe.square)

    assert "Atelier vélo" not in shown.text
    assert "Atelier vélo" in zoe.inbox[-1]


def test_a_look_reads_each_layer_once(town: Town) -> None:
    announces(town.gardener("territory"), EVENT)
    zoe = town.member("Zoé")
    zoe.says("/carte")  # the first look of a month counts

    with traffic(town.database) as seen:
        zoe.says("/carte")

    for read in ("FROM map_snapshots", "FROM organisations", "FROM events"):
        assert sum(read in each for each in seen.statements) == 1, seen.statements


def test_an_empty_map_or_an_unknown_layer_is_explained(town: Town) -> None:
    zoe = town.member("Zoé")
    settle(town, BESANCON, 4)

    assert zoe.says("/carte") == (
        "La carte est encore vide : les événements qui ont lieu dans une commune y paraîtront."
    )
    assert zoe.says("/carte membres").startswith("Rien sur la carte pour « membres ».")
    assert zoe.says("/carte <b>gares</b>").startswith("Rien sur la carte pour « <b>gares</b> »")
    zoe.says("/carte")
    assert zoe.presses("Choisir qui me trouve").startswith("Avez-vous 18 ans")


@pytest.mark.slow
def test_a_room_gets_the_map_without_buttons(town: Town) -> None:
    zoe = settled_town(town)

    zoe.says("/carte", zoe.square)

    shown = town.said_in(zoe.square)[-1]
    assert shown.text.startswith("🗺 Membres par département")
    assert not shown.choices


@pytest.mark.slow
def test_a_member_who_is_erased_is_in_no_later_snapshot(town: Town) -> None:
    zoe = town.member("Zoé")
    settle(town, BESANCON, 5)
    assert "Doubs (25) : 5" in zoe.says("/carte")
    with town.database.unit() as store:
        store._session.execute(delete(Membership).where(Membership.member_id > 1))
    town.move(timedelta(days=7))

    assert zoe.says("/carte").startswith("La carte est encore vide")


@pytest.mark.slow
def test_the_letter_tells_of_the_map_once_a_quarter(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    nobody = ana.reviews_letter()
    settled_town(town)
    town.move(timedelta(days=8))
    letter = ana.reviews_letter()

    assert "carte" not in nobody
    assert (
        "🗺 La carte de la communauté\n"
        "Environ 20 membres ont choisi d'y être comptés : /carte" in letter
    )


@pytest.mark.slow
def test_plain_words_show_a_part_of_the_map(town: Town) -> None:
    zoe = settled_town(town)
    announces(town.gardener("territory"), EVENT)

    for typed, command in (
        ("carte des événements", "/carte événements"),
        ("Show me the map of the events", "/carte événements"),
        ("events map", "/carte événements"),
        ("La carte des membres", "/carte membres"),
    ):
        assert zoe.says(typed) == zoe.says(command)
    assert zoe.says("la carte de la mairie est fausse").startswith("Je n'ai pas compris.")
