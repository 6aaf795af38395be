"""Decisions, votes and sign-ups that are kept when two registrations become one."""

from datetime import timedelta

import pytest

from tests.handlers.linking.accounts import MERGE
from tests.handlers.linking.registrations import asked, stored
from tests.saved_towns import SavedTowns
from tests.town import WATER, Neighbour, Town, town_settings


def is_shown(person: Neighbour, how: str) -> None:
    """Choose to be in the directory, as an adult, or not to be."""
    person.says("/start visibility")
    if any(each.label == "Oui, 18 ans ou plus" for each in person.direct[-1].choices):
        person.presses("Oui, 18 ans ou plus")
    person.presses(how)


@pytest.mark.slow
def test_the_latest_decisions_hold_and_are_no_choice(town: Town) -> None:
    zoe, other = town.member("Zoé").wants_messages(), town.member("Zoé", on="matrix")
    town.move(timedelta(minutes=1))
    other.wants_messages()
    town.move(timedelta(minutes=1))
    other.says("/reglages")
    other.presses("Messages privés")
    other.presses("Non, seulement des réponses")

    question = asked(zoe, other)
    zoe.presses(MERGE)

    assert "Messages privés : non, votre dernière réponse" in question
    assert "messages" not in stored(town, zoe.address)["yeses"]  # type: ignore[operator]


def test_the_latest_vote_is_shown(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    zoe.says("/voter 1 1")
    town.move(timedelta(minutes=1))
    other.says("!voter 1 2")

    question = asked(zoe, other)

    assert "« Quel jour ? » : jeudi, votre dernier vote" in question


@pytest.mark.slow
def test_the_latest_answer_to_an_event_is_shown_and_kept(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    ana.says("/evenement Visite | samedi 5 décembre 14h | 1 place")
    ana.presses("Annoncer")
    zoe.says("/inscription 1 oui")
    town.move(timedelta(minutes=1))
    other.says("!inscription 1 non")

    question = asked(zoe, other)
    zoe.presses(MERGE)

    assert "Événement 1 · Visite : Je ne viens pas, votre dernière réponse" in question
    assert "Vous ne venez pas." in zoe.says("/evenement 1")


@pytest.mark.slow
def test_two_sign_ups_keep_the_seat_that_one_of_them_has(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    ana.says("/evenement Visite | samedi 5 décembre 14h | 1 place")
    ana.presses("Annoncer")
    zoe.says("/inscription 1 oui")
    town.move(timedelta(minutes=1))
    other.says("!inscription 1 oui")

    assert "Événement 1" not in asked(zoe, other)
    zoe.presses(MERGE)
    assert "Vous venez." in zoe.says("/evenement 1")


def test_a_kept_hidden_profile_ends_the_consent_to_be_found(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    is_shown(other, "Mon nom")

    question = asked(zoe, other)
    zoe.presses(MERGE)

    assert "Annuaire : vous n'y êtes pas, plutôt que par nom" in question
    kept = stored(town, zoe.address)
    assert kept["visible/1"] == "no"
    assert "directory" not in kept["yeses"]  # type: ignore[operator]


def test_being_found_is_taken_from_the_other(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    is_shown(other, "Mon nom")
    asked(zoe, other)

    zoe.presses("Annuaire : par nom")
    zoe.presses(MERGE)

    assert stored(town, zoe.address)["visible/1"] == "name"


@pytest.mark.slow
def test_each_of_several_communities_is_named(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    zoe = town.member("Zoé", of=["Pionniers de l'énergie"])
    other = town.member("Zoé", on="matrix", of=["Pionniers de l'énergie", "Eau vive"])
    other.says("/participation actif")
    other.presses("Pionniers de l'énergie")

    question = asked(zoe, other)
    town.close()

    assert (
        "Participation (Pionniers de l'énergie) : Je suis les actualités, plutôt que Je participe "
        "activement" in question
    )
