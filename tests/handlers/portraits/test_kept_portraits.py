"""What becomes of a portrait when people look at their data, leave, are erased, or are two."""

from datetime import timedelta

import pytest

from tests.handlers.introductions.adults import grown
from tests.handlers.personal_data.departures import chooses, everything
from tests.handlers.polls.voting.test_newcomers_and_leavers import member_of, stored
from tests.handlers.portraits.portraits import (
    AUCH,
    BINS,
    FIRST,
    LETTER,
    ROOM,
    SECOND,
    agrees,
    answers,
    asks,
    files,
    in_rooms,
    own,
    portraits,
    publishes,
)
from tests.town import Neighbour, Town


@pytest.fixture
def shown(ana: Neighbour, zoe: Neighbour) -> Neighbour:
    """Zoé, whose portrait is in the rooms."""
    answers(zoe)
    agrees(zoe, ROOM, LETTER)
    publishes(ana)
    return zoe


@pytest.mark.parametrize(
    "way_out",
    [pytest.param("Quitter la communauté", marks=pytest.mark.slow), "Effacer mes données"],
)
def test_it_goes_with_its_person(town: Town, shown: Neighbour, way_out: str) -> None:
    own(shown)
    shown.presses("Modifier une réponse")
    shown.presses(f"1. {FIRST}")
    shown.presses("La réécrire")
    shown.sends("message.ogg", b"bytes")
    assert files(town) == 1

    chooses(shown, way_out)

    assert portraits(town) == []
    assert files(town) == 0
    assert in_rooms(town) == []
    kept = [each for each in everything(town) if "marché" in each or "composteurs" in each]
    assert [each for each in kept if not each.startswith(("inbox", "outbox"))] == []


@pytest.mark.slow
def test_it_is_in_the_data_of_its_person_alone(ana: Neighbour, shown: Neighbour) -> None:
    mine, hers = shown.says("!mesdonnees"), ana.says("/mesdonnees")

    assert "Votre portrait" in mine
    assert AUCH not in hers


@pytest.mark.slow
def test_of_two_portraits_of_one_person_that_of_who_stays_remains(
    town: Town, ana: Neighbour, shown: Neighbour
) -> None:
    second = grown(town.member("Zoé Z"))
    asks(ana, "Zoé Z")
    answers(second, "À Condom.", BINS)
    stored(town, lambda store: store.merge(member_of(store, second), member_of(store, shown)))
    town.move(timedelta(hours=2))

    assert len(portraits(town)) == 1
    assert "À Condom." in own(second)
    assert in_rooms(town) == []


@pytest.mark.slow
def test_gardeners_keep_the_list_of_questions(town: Town, ana: Neighbour) -> None:
    listed = ana.says("/portrait questions")
    ana.presses("Ajouter une question")
    twice = ana.says(FIRST)
    ana.says("/portrait questions")
    ana.presses("Retirer une question")
    removed = ana.presses(f"Retirer « {FIRST} »")

    assert f"1. {FIRST}" in listed
    assert "est déjà dans la liste des portraits" in twice
    assert f"\n1. {SECOND}\n" in removed
    zoe = grown(town.member("Zoé"))
    asks(ana, "Zoé")
    own(zoe)
    assert zoe.presses("Voir la première question").startswith("1 sur 1 : Que faites-vous ?")
