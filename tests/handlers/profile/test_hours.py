"""The time zone of a member, and their quiet hours."""

from datetime import datetime

import pytest

from bot.core.messages.incoming import Kind
from storage.members import Members
from storage.members.member_tables import Member
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import Neighbour, Town


def test_a_zone_is_chosen_and_dates_are_said_there(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé", on="matrix")
    zoe.says("/reglages")

    asked = zoe.presses("Fuseau horaire")
    chosen = zoe.presses("La Réunion")
    ana.publishes("/sondage Quand ? | mardi | jeudi --fin vendredi 18h")

    assert "Aujourd'hui : Paris." in asked
    assert (
        chosen
        == "C'est noté. Chez vous, nous sommes le mardi 24 novembre à 13 h, heure de La Réunion."
    )
    assert "vendredi 21 h, heure de La Réunion" in zoe.says("/sondage 1")
    assert "vendredi 18 h" in town.said_in(zoe.square)[-1].text


def test_a_time_typed_in_private_is_read_in_the_writers_zone(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/reglages")
    ana.presses("Fuseau horaire")
    ana.presses("La Réunion")

    ana.publishes("/sondage Quand ? | mardi | jeudi --fin vendredi 18h")

    assert "vendredi 15 h" in town.said_in(ana.square)[-1].text


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Montréal", "America/Toronto"),
        ("noumea", "Pacific/Noumea"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("Fort de France", "America/Martinique"),
        ("london", "Europe/London"),
        ("Paris", None),
    ],
)
def test_a_city_may_be_typed(town: Town, typed: str, zone: str | None) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    zoe.presses("Fuseau horaire")
    asked = zoe.presses("Une autre ville")

    told = zoe.says(typed)

    assert asked == "Quelle grande ville est à la même heure que vous ?"
    assert told.startswith("C'est noté. Chez vous, nous sommes le")
    assert member(town, zoe).timezone == zone


def test_an_unknown_city_is_explained_and_asked_again(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    zoe.presses("Fuseau horaire")
    zoe.presses("Une autre ville")

    told = zoe.says("Trifouillis")

    assert told == (
        "Je ne sais pas quelle heure il est à « Trifouillis ». Écrivez une grande ville : Paris, "
        "Nouméa, Montréal.\n"
        "Quelle grande ville est à la même heure que vous ?"
    )


def test_the_zone_of_the_community_is_followed_again(town: Town) -> None:
    zoe = town.member("Zoé")
    for label in ("Guyane", "Paris"):
        zoe.says("/reglages")
        zoe.presses("Fuseau horaire")
        zoe.presses(label)

    assert member(town, zoe).timezone is None


@pytest.mark.parametrize(
    ("label", "typed", "kept"),
    [
        pytest.param("de 22 h à 7 h", None, ("22:00", "07:00"), id="a button"),
        pytest.param("D'autres heures", "22h - 7h30", ("22:00", "07:30"), id="typed"),
    ],
)
def test_quiet_hours_are_chosen(
    town: Town, label: str, typed: str | None, kept: tuple[str, str]
) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    asked = zoe.presses("Heures calmes")

    told = zoe.presses(label)
    if typed is not None:
        told = zoe.says(typed)

    assert "Aujourd'hui : de 21 h à 8 h." in asked
    assert told.startswith("C'est noté : silence de 22 h à 7 h")
    assert (member(town, zoe).quiet_from, member(town, zoe).quiet_to) == kept
    assert "Heures calmes : de 22 h à 7 h" in zoe.says("/reglages")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("la nuit", "Je ne comprends pas « la nuit ». Écrivez par exemple : 22h - 7h30."),
        ("8h - 8h", "Les deux heures sont identiques"),
    ],
)
def test_other_hours_are_explained_and_asked_again(town: Town, typed: str, why: str) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    zoe.presses("Heures calmes")
    zoe.presses("D'autres heures")

    told = zoe.says(typed)

    assert told.startswith(why)
    assert told.endswith("De quelle heure à quelle heure ? Par exemple : 22h - 7h30.")


def test_hours_are_asked_for_again_after_a_restart(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")
    zoe.says("!reglages")
    zoe.presses("Heures calmes")
    zoe.presses("D'autres heures")
    town.restart()

    assert (
        zoe.says("minuit - 9h")
        == "C'est noté : silence de 0 h à 9 h. Les messages en attente viendront après."
    )


@pytest.mark.parametrize("press", ["zone:Mars/Base", "quiet:9999:0000", "quiet:0800:0800"])
def test_made_up_choices_change_nothing(town: Town, press: str) -> None:
    zoe = town.member("Zoé")
    before = zoe.says("/reglages")

    zoe.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert zoe.says("/reglages") == before


@pytest.mark.slow
def test_the_letter_comes_when_the_quiet_hours_are_over(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    zoe.presses("Recevoir la lettre en privé")
    zoe.says("/reglages")
    zoe.presses("Heures calmes")
    zoe.presses("de 23 h à 9 h")
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le composteur | Il est plein.")
    submit_letter(ana)
    luc.presses("Approuver")

    town.move_to(datetime(2026, 12, 1, 8, 1))  # noqa: DTZ001 - as Paris has it
    early = [said for said in zoe.inbox if "Le composteur" in said]
    town.move_to(datetime(2026, 12, 1, 9, 1))  # noqa: DTZ001 - as Paris has it

    assert early == []
    assert "Le composteur" in zoe.inbox[-1]


def member(town: Town, person: Neighbour) -> Member:
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        return standing.member
