"""Seats that are taken back, or left by people who go."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.domain import codes
from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Seat
from storage.communities import Cultivators
from storage.files import OneTimeLinks
from storage.members import Members
from storage.outbound import Deliveries
from storage.outbound.traffic import SendLogEntry
from tests.handlers.digest.news.writing import submit_letter
from tests.handlers.personal_data.departures import everything
from tests.handlers.seats.seats import SURE, mentioning, posts, seats, vacate
from tests.town import BACK_ROOM, Neighbour, Town


def test_a_seat_is_taken_with_a_yes_and_the_others_are_told(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    asked = chef.says("/jardinier territoire retirer")
    done = chef.presses("Oui, retirer ce rôle")

    assert asked == ("Jardinage pour le territoire\nJusqu'ici : Ana (telegram:43).")
    assert done == "Jardinage pour le territoire : personne pour l'instant."
    assert Seat.TERRITORY not in seats(town)
    assert ana.inbox[-1].startswith(
        "Vous n'animez plus la communauté Pionniers de l'énergie pour le territoire."
    )
    assert town.said_in(BACK_ROOM)[-1].text.startswith("Ana a quitté l'équipe")
    assert submit_letter(ana).startswith("Seule l'équipe de jardinage")


@pytest.mark.parametrize("way", ["taken", "given to another", "left"])
def test_a_former_holder_loses_the_files_that_wait_for_them(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour, way: str
) -> None:
    zoe = town.member("Zoé")
    links = {each.name: link_given(town, each, "members") for each in (ana, luc)}
    assert fetched(town, links["Ana"])

    if way == "taken":
        vacate(chef)
    elif way == "left":
        ana.says("/quitter")
        ana.presses("Quitter la communauté")
        ana.presses("Oui, quitter")
    else:
        chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
        chef.presses(SURE)

    assert not fetched(town, links["Ana"])
    assert fetched(town, links["Luc"])


def test_a_deputys_link_works_as_long_as_they_act(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier suppléance territoire Zoé", mentions=mentioning(zoe))
    ana.says("/absence 1 jour")
    link = link_given(town, zoe, "members")
    while_away = fetched(town, link)

    ana.says("/absence fin")

    assert (while_away, fetched(town, link)) == (True, False)


def test_a_link_outlives_no_cultivator(town: Town, chef: Neighbour) -> None:
    carl = town.cultivator()
    link = link_given(town, carl, "audit")
    while_running_it = fetched(town, link)

    with town.database.unit() as store:
        store[Cultivators].replace_all(["telegram:44"])

    assert (while_running_it, fetched(town, link)) == (True, False)


def link_given(town: Town, to: Neighbour, kind: str) -> str:
    """A link that leads to a file, for an hour."""
    token = codes.new_token()
    with town.database.unit() as store:
        standing = store[Members].standing(to.address, 1)
        store[OneTimeLinks].add(
            codes.digest_of_token(token),
            kind,
            [],
            member_id=None if standing is None else standing.member.id,
            account=to.address,
            community_id=1,
            expires_at=town.clock.now() + timedelta(hours=1),
        )
    return token


def fetched(town: Town, token: str) -> bool:
    """True if the link leads to a file now."""
    return town.do(town.app.file_links.waits(token))


def test_a_vacant_seat_cannot_be_taken(town: Town, chef: Neighbour) -> None:
    vacate(chef)

    assert chef.says("/jardinier territoire retirer") == "Personne n'a ce rôle."


@pytest.mark.parametrize("choice", ["Quitter la communauté", "Effacer mes données"])
def test_a_holder_who_goes_leaves_a_vacant_seat_and_the_others_know(
    town: Town, chef: Neighbour, ana: Neighbour, choice: str
) -> None:
    goes(ana, choice)

    assert Seat.TERRITORY not in seats(town)
    assert town.said_in(BACK_ROOM)[-1].text.startswith("Ana a quitté l'équipe")
    assert chef.inbox[-1].startswith("Ana a quitté l'équipe")
    chef.presses("Voir l'équipe")
    assert "Pour le territoire : personne pour l'instant." in chef.inbox[-1]


def goes(person: Neighbour, choice: str) -> None:
    person.says("/quitter")
    person.presses(choice)
    person.presses("Oui, ")


def test_a_holder_who_comes_back_has_no_seat_any_more(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    goes(ana, "Quitter la communauté")
    ana.joins()

    assert submit_letter(ana).startswith("Seule l'équipe de jardinage")


def test_a_cultivator_who_never_joined_is_told_as_well(town: Town, ana: Neighbour) -> None:
    goes(ana, "Effacer mes données")

    assert town.said_in("telegram:42")[-1].text.startswith("Ana a quitté l'équipe")


@pytest.mark.slow
def test_deputies_and_agents_who_go_leave_their_posts(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier agent {max_.address}")
    assert posts(town) == {
        ("territory_deputy", zoe.address),
        ("agent", max_.address),
    }

    goes(zoe, "Quitter la communauté")
    goes(max_, "Effacer mes données")

    assert posts(town) == set()


@pytest.mark.slow
def test_nothing_of_an_erased_gardener_is_left(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour
) -> None:
    """Seat, post, offers made and brought, absence: all of it goes."""
    zoe = town.member("Zoé Introuvable")
    with town.database.unit() as store:
        store[Cultivators].add(zoe.address)
    code = re.search(r"/start (\S+)", zoe.says("/jardinier agent code"))
    assert code is not None
    town.member("Max").says(f"/start {code[1]}")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier territoire {zoe.address}")
    chef.presses(SURE)
    zoe.says("/absence 1er août - 25 août")
    chef.says(f"/jardinier territoire {ana.address}")  # waits for a yes

    goes(zoe, "Effacer mes données")

    with town.database.unit() as store:
        store[Cultivators].replace_all([chef.address])  # the operator's, not the person's
        store[Deliveries].purge(datetime.max.replace(tzinfo=UTC), RetentionPeriods())
        store._session.execute(delete(SendLogEntry))
    found = [row for row in everything(town) if "Introuvable" in row or zoe.address in row]
    assert found == []
