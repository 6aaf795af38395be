"""Nearest listings and members of a need, for the territory's gardener to introduce."""

import pytest

from bot.domain.roles import Post
from bot.references.needs import introduce_for_need
from storage.members import Members
from storage.seats import Posts
from tests.handlers.audit.traces import presses_forged
from tests.handlers.directory.directory_people import AUCH, shows
from tests.handlers.introductions.adults import grown
from tests.handlers.needs.publishing import ROOM, TO_ANA, publishes
from tests.town import Neighbour, Town, labels

NEED, OFFER = f"/besoin {ROOM}", "!offre une salle des fêtes à Mirande"


def about(person: Neighbour, typed: str, domain: str, **how: str) -> None:
    publishes(person, typed, "Domaine", domain, **how)


@pytest.mark.slow
def test_the_gardener_introduces_the_nearest(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    about(zoe, NEED, "Culture")
    about(yan, "!offre une grange à Dole", "Culture")
    about(yan, OFFER, "Culture")
    about(yan, "!offre un composteur à Auch", "Déchets et réemploi")
    todo = ana.says("/afaire")
    close = ana.presses("Voir le besoin 1")

    assert f"Nouveau besoin 1 : « {ROOM} »" in todo
    assert close == (
        f"🤝 Besoin 1\n{ROOM}\nDomaine : Culture\n📍 Auch (Gers)\n"
        "Jusqu'au dimanche 28 février\nZoé\n\n"
        "Proche de ce besoin ou de cette offre\n"
        "Offre 3 de Yan, à 21 km : une salle des fêtes à Mirande\n"
        "Offre 2 de Yan, à 541 km : une grange à Dole"
    )
    assert labels(ana) == ["Présenter Zoé et Yan", "Tous les besoins et offres"]
    assert "besoin 1" not in ana.says("/afaire")

    ana.says("/besoin 1")
    ana.presses("Présenter Zoé et Yan")
    assert ROOM in yan.inbox[-1]
    assert "Zoé" in yan.inbox[-1]


@pytest.mark.slow
def test_a_need_for_the_gardener_only_is_told_to_nobody(
    ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    publishes(zoe, NEED, "Domaine", "Culture", last=TO_ANA)
    about(yan, OFFER, "Culture")
    ana.says("/besoin 1")
    asked = ana.presses("Présenter Zoé et Yan")
    ana.says("Vous animez chacun un lieu")

    assert asked.startswith("Pourquoi se rencontrer ?")
    assert "Vous animez chacun un lieu" in yan.inbox[-1]
    assert not any(ROOM in each for each in yan.inbox)


@pytest.mark.slow
def test_a_member_asks_to_meet_the_author(zoe: Neighbour, yan: Neighbour) -> None:
    publishes(zoe, NEED)
    yan.says("!besoin 1")
    yan.presses("Je peux aider")
    agreed = zoe.inbox[-1]
    met = zoe.presses("Oui, donner ce contact")

    assert ROOM in agreed
    assert "Yan" in agreed
    assert "Yan : @\u2060yan" in met


def test_a_forged_number_does_not_tell_the_name_of_a_stranger(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    publishes(zoe, NEED)
    with town.database.unit() as store:
        stranger = store[Members].register_without_account("Inconnue", at=town.clock.now()).id

    told = presses_forged(ana, f"{introduce_for_need.name}:1:{stranger}")

    assert told.startswith("Cette personne ne peut plus être présentée.")
    assert "Inconnue" not in told


@pytest.mark.slow
def test_the_region_is_introduced_without_words_that_it_must_not_read(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    grown(luc)
    about(zoe, NEED, "Culture")
    about(luc, OFFER, "Culture")
    ana.says("/besoin 1")
    asked = ana.presses("Présenter Zoé et Luc")
    said = ana.says("Vous aimez la musique")
    luc.says("!rencontres")
    read = luc.presses("Zoé : à vous de répondre")
    ana.says("/besoin 1")

    assert "celui du besoin n'est montré à personne" in asked
    assert said.startswith("Je pose la question à Zoé et à Luc en privé")
    assert "Vous aimez la musique" in read
    assert ROOM not in read
    assert "Présenter Zoé et Luc" not in labels(ana)


@pytest.mark.slow
def test_the_region_sees_only_members_who_chose_to_be_found(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    for person in (yan, grown(town.member("Kim"))):
        shows(person, visible="no", commune=AUCH, domains=("culture",))
    shows(grown(town.member("Eve")), commune=AUCH, domains=("culture",))
    publishes(zoe, NEED, "Domaine", "Culture", "À la Région aussi")
    seen = ana.says("/besoin 1")
    by_region = luc.says("!besoin 1")
    with town.database.unit() as store:
        store[Posts].give(1, Post.TERRITORY_DEPUTY, luc.address)
    ana.says("/absence aujourd'hui - 31 décembre")
    acting = presses_forged(luc, "need_look:1")

    assert "Yan" in seen
    assert "Kim" in seen
    assert "Eve" in seen
    assert not [name for name in ("Yan", "Kim", "Eve") if name in by_region]
    assert "Eve, même domaine" in acting
    assert not [name for name in ("Yan", "Kim") if name in acting]
