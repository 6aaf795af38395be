"""The domains that one cares for."""

from collections.abc import Sequence

import pytest

from bot.core.messages.incoming import Kind
from bot.transports.playground import Posted
from storage.members import Members
from storage.profile import Profiles
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings


def test_several_domains_are_chosen_and_removed_on_one_card(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")
    zoe.presses("Compléter mon profil")
    zoe.presses("Choisir mes domaines")

    zoe.presses("Mobilité")
    zoe.presses("Culture")
    zoe.presses("✓ Mobilité")

    assert zoe.inbox[-1].endswith("Les vôtres : Culture.")
    assert domains(town, zoe) == ["culture"]
    assert zoe.presses("Terminer").startswith("Vos domaines : Culture.")
    assert "Domaines : Culture" in zoe.says("/moi")


def test_two_taps_on_one_button_count_once(town: Town) -> None:
    zoe = town.member("Zoé")
    card = shown(zoe)
    as_it_was = card.said

    for _ in range(2):
        card.said = as_it_was
        zoe.presses("Mobilité", card)

    assert domains(town, zoe) == ["mobility"]


def test_choosing_none_is_an_answer_too(town: Town) -> None:
    zoe = town.member("Zoé")
    shown(zoe)

    done = zoe.presses("Terminer")

    assert done.startswith("C'est noté : aucun domaine.")
    assert "Domaines :" not in zoe.says("/moi")


@pytest.mark.slow
@pytest.mark.parametrize("press", ["domain:queen:yes", "domain:99:yes", "domain:building:"])
def test_a_made_up_domain_changes_nothing(town: Town, press: str) -> None:
    zoe = town.member("Zoé")
    shown(zoe)

    zoe.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert domains(town, zoe) == []


def test_a_community_has_words_of_its_own(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    own = ["Vélo", "Compost : le petit, le grand et celui du voisin"]
    town = Town(database_url, town_settings(domains=own), saved=saved_towns)
    zoe = town.member("Zoé")
    shown(zoe)

    zoe.presses("Compost")
    zoe.presses("Terminer")

    assert domains(town, zoe) == [own[1]]
    assert f"Domaines : {own[1]}" in zoe.says("/moi")
    town.close()


def test_a_domain_that_is_not_offered_any_more_can_be_removed(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(domains=["Vélo", "Compost"]), saved=saved_towns)
    zoe = town.member("Zoé")
    shown(zoe)
    zoe.presses("Vélo")
    town.stage.settings = town_settings(domains=["Compost"])
    town.restart()

    shown(zoe)
    kept = [choice.label for choice in zoe.direct[-1].choices]
    zoe.presses("✓ Vélo")

    assert kept == ["Compost", "✓ Vélo", "Terminer"]
    assert domains(town, zoe) == []
    town.close()


def test_leaving_forgets_the_domains(town: Town) -> None:
    zoe = town.member("Zoé")
    shown(zoe)
    zoe.presses("Mobilité")
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    assert domains(town, zoe) == []


def shown(person: Neighbour) -> Posted:
    """The card of the domains."""
    person.says("/moi")
    person.presses("Choisir mes domaines")
    return person.direct[-1]


def domains(town: Town, person: Neighbour) -> Sequence[str]:
    """The domains that are stored."""
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        return store[Profiles].domains(standing.member, 1)
