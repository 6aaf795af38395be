"""Saying where one lives, or not."""

from collections.abc import Iterator

import pytest

from bot.core.messages.incoming import Kind
from storage.members import Members
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, labels, town_settings

ASKED = "Dans quelle commune habitez-vous ? Écrivez son nom ou son code postal."


def says_commune(person: Neighbour, typed: str) -> str:
    person.says("", kind=Kind.PRESS, press="ask:commune", press_id="p1")
    return person.says(typed)


def says_territory(person: Neighbour, typed: str) -> str:
    person.says("", kind=Kind.PRESS, press="ask:territory", press_id="p1")
    return person.says(typed)


def at_first(said: str) -> str:
    """The words before the next thing is offered."""
    return said.partition("\n\n")[0]


def kept(town: Town, person: Neighbour) -> tuple[str | None, str | None]:
    """The commune's code and the territory, as they are stored."""
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        return standing.member.commune, standing.member.territory


@pytest.fixture
def own_town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town, with territories of its own."""
    own = ["Haut-Doubs", "Pays de Montbéliard", "Jura"]
    made = Town(database_url, town_settings(territories=own), saved=saved_towns)
    yield made
    made.close()


def test_a_commune_is_entered_from_the_card(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")
    zoe.says("/moi")

    unknown = zoe.presses("Où j'habite")
    asked = zoe.presses("Indiquer ma commune")
    noted = at_first(zoe.says("besancon"))

    assert unknown == "Je ne sais pas où vous habitez, et je n'ai pas besoin de le savoir."
    assert asked == ASKED
    assert noted == "C'est noté, vous habitez Besançon (Doubs, 25).\nVotre territoire : Doubs."
    assert "Lieu : Besançon (Doubs)\n" in zoe.says("/moi")
    assert kept(town, zoe) == ("25056", "Doubs")


def test_a_namesake_is_chosen_by_its_department(town: Town) -> None:
    zoe = town.member("Zoé")

    asked = says_commune(zoe, "St Denis")
    buttons = labels(zoe)
    noted = zoe.presses("Saint-Denis (Aude, 11)")

    assert asked == "De laquelle parlez-vous ?"
    assert buttons[:4] == [
        "Saint-Denis (La Réunion, 974)",
        "Saint-Denis (Seine-Saint-Denis, 93)",
        "Saint-Denis (Aude, 11)",
        "Saint-Denis (Gard, 30)",
    ]
    assert noted.startswith("C'est noté, vous habitez Saint-Denis (Aude, 11).")


def test_one_of_many_communes_is_chosen_by_its_department_alone(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")

    many = says_commune(zoe, "Sainte Colombe")
    noted = zoe.says("25")

    assert many.startswith("Il y a 12 communes de ce nom.")
    assert noted.startswith("C'est noté, vous habitez Sainte-Colombe (Doubs, 25).")


def test_the_choice_survives_a_restart(town: Town) -> None:
    zoe = town.member("Zoé")
    says_commune(zoe, "Sainte-Colombe")

    town.restart()

    assert zoe.says("25300").startswith("C'est noté, vous habitez Sainte-Colombe (Doubs, 25).")


def test_a_misspelt_commune_is_offered_and_an_unknown_one_explained(town: Town) -> None:
    zoe = town.member("Zoé")

    misspelt = says_commune(zoe, "Besanson")
    unknown = zoe.says("Xyzabc-sur-Rien")
    noted = zoe.says("Besançon")

    assert misspelt == "Je ne connais pas de commune « Besanson ». Est-ce l'une de celles-ci ?"
    assert unknown.startswith("Je ne connais pas de commune « Xyzabc-sur-Rien » :")
    assert unknown.endswith(ASKED)
    assert noted.startswith("C'est noté")


def test_a_former_commune_is_read_as_its_successor(town: Town) -> None:
    zoe = town.member("Zoé")
    assert "Valserhône (Ain, 01)" in says_commune(zoe, "Bellegarde-sur-Valserine")


def test_a_reluctant_member_tells_only_the_territory(town: Town) -> None:
    zoe = town.member("Zoé")
    says_commune(zoe, "le Doubs")

    asked = zoe.presses("Seulement mon territoire")
    noted = at_first(zoe.says("le Doubs"))

    assert asked == "De quel territoire êtes-vous ? Choisissez-le, ou écrivez un département."
    assert noted == "C'est noté.\nVotre territoire : Doubs."
    assert kept(town, zoe) == (None, "Doubs")
    assert "Lieu : Doubs\n" in zoe.says("/moi")


def test_a_member_need_not_tell_their_place(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("", kind=Kind.PRESS, press="ask:commune", press_id="p1")

    assert zoe.presses("Passer").startswith("Je ne sais pas où vous habitez")
    assert kept(town, zoe) == (None, None)
    assert "Lieu" not in zoe.says("/moi")


def test_a_commune_is_erased_again_and_a_second_press_is_harmless(town: Town) -> None:
    zoe = town.member("Zoé")
    says_commune(zoe, "Besançon")

    card = zoe.direct[-1]
    forgotten = zoe.presses("Effacer ma commune", card)
    again = zoe.presses("Effacer ma commune", card)
    without = zoe.presses("Effacer mon territoire")

    assert forgotten == again
    assert forgotten == (
        "Je ne connais pas votre commune, et je n'ai pas besoin de la connaître.\n"
        "Votre territoire : Doubs."
    )
    assert without == "Je ne sais pas où vous habitez, et je n'ai pas besoin de le savoir."
    assert kept(town, zoe) == (None, None)


@pytest.mark.parametrize("press", ["place_out:name", "place_out:", "place_out", "place_out:a:b"])
def test_a_forged_press_forgets_nothing(town: Town, press: str) -> None:
    zoe = town.member("Zoé")
    says_commune(zoe, "Besançon")

    zoe.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert kept(town, zoe) == ("25056", "Doubs")


def test_a_territory_follows_the_commune_unless_it_was_chosen(town: Town) -> None:
    zoe = town.member("Zoé")

    says_commune(zoe, "Besançon")
    follows = says_commune(zoe, "Dijon")
    says_territory(zoe, "39")
    stays = says_commune(zoe, "Besançon")

    assert at_first(follows).endswith("Votre territoire : Côte-d'Or.")
    assert at_first(stays).endswith("Votre territoire : Jura.")


@pytest.mark.slow
def test_the_own_territories_of_the_community_are_offered(own_town: Town) -> None:
    zoe, mia = own_town.member("Zoé"), own_town.member("Mia", on="matrix")
    for person in (zoe, mia):
        person.says("", kind=Kind.PRESS, press="ask:territory", press_id="p1")

        assert labels(person)[:3] == ["Haut-Doubs", "Pays de Montbéliard", "Jura"]

    assert at_first(zoe.presses("Pays de Montbéliard")) == (
        "C'est noté.\nVotre territoire : Pays de Montbéliard."
    )
    assert at_first(mia.says("haut doubs")) == "C'est noté.\nVotre territoire : Haut-Doubs."
    assert at_first(says_territory(mia, "Côte d'Or")).endswith("Votre territoire : Côte-d'Or.")


def test_a_number_is_a_department_and_not_a_choice(own_town: Town) -> None:
    mia = own_town.member("Mia", on="matrix")
    assert at_first(says_territory(mia, "1")).endswith("Votre territoire : Ain.")


def test_communes_near_the_community_are_meant_first(own_town: Town) -> None:
    zoe = own_town.member("Zoé")
    says_commune(zoe, "Lons")

    assert labels(zoe)[:2] == ["Lons-le-Saunier (Jura, 39)", "Lons (Pyrénées-Atlantiques, 64)"]


def test_the_commune_is_asked_for_in_private(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("", zoe.square, kind=Kind.PRESS, press="ask:commune", press_id="p1", shown=True)

    assert zoe.inbox[-1] == ASKED


def test_a_stranger_is_not_asked(town: Town) -> None:
    said = town.stranger("Xavier").says("", kind=Kind.PRESS, press="ask:commune", press_id="p1")
    assert said.startswith("Rejoindre Pionniers de l'énergie")


def test_a_commune_is_entered_in_english_too(town: Town) -> None:
    zoe = town.member("Zoé", locale="en")
    said = at_first(says_commune(zoe, "25000"))
    assert said == "Noted: you live in Besançon (Doubs, 25).\nYour territory: Doubs."
