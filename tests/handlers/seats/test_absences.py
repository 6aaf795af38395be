"""Absences: announced, shown and ended, and who acts in the meantime."""

import pytest

from storage.seats import Absence
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.seats.absences import AWAY, DAY, DUE, NEWS, deputy, letters
from tests.town import Neighbour, Town

ONLY = "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela"


def test_an_absence_is_announced_shown_and_ended(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    none = ana.says("/absence")
    announced = ana.says("/absence 1er août - 25 août")
    told = luc.inbox[-1]
    shown = ana.says("/absence")
    ended = ana.presses("Mettre fin à l'absence")

    assert none == "Vous n'avez annoncé aucune absence."
    assert (
        announced
        == shown
        == (
            "Vous vous absentez du dimanche 1er août au mercredi 25 août.\n"
            "Vous n'avez pas de suppléance.\n"
            "Luc peut alors approuver sans second accord ; la lettre le signale.\n"
            "Si Luc s'absente aux mêmes dates, la lettre attend."
        )
    )
    assert told == "Ana s'absente du dimanche 1er août au mercredi 25 août."
    assert ended == "Vous êtes de retour : votre absence est terminée."
    assert luc.inbox[-1] == "Ana est de retour."
    assert ana.says("/absence") == none


def test_an_absence_is_asked_for_step_by_step(town: Town, ana: Neighbour) -> None:
    ana.says("/absence")

    asked = ana.presses("Annoncer une absence")
    again = ana.says("quelques jours")
    done = ana.says("du 1er au 25 août")

    assert asked.startswith("De quand à quand ? Par exemple : 1er août - 25 août")
    assert again.startswith("Je ne comprends pas ces jours : « quelques jours ».")
    assert done.startswith("Vous vous absentez du dimanche 1er août au mercredi 25 août.")


def test_an_absence_of_one_day_is_shown_as_a_day(ana: Neighbour, luc: Neighbour) -> None:
    assert ana.says("/absence 1er août").startswith("Vous vous absentez le dimanche 1er août.\n")
    assert luc.inbox[-1] == "Ana s'absente le dimanche 1er août."


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("!away 25 august - 1 august", "La fin vient avant le début."),
        ("!absence du 1er au 10 novembre", "Ces jours sont passés."),
        ("!absence fin", "Vous n'avez annoncé aucune absence."),
    ],
)
def test_wrong_dates_are_explained(town: Town, luc: Neighbour, typed: str, answer: str) -> None:
    assert luc.says(typed).startswith(answer)


def test_the_end_may_be_typed_and_two_taps_are_harmless(town: Town, ana: Neighbour) -> None:
    ana.says("/absence 1er août - 25 août")
    card = ana.direct[-1]

    assert ana.says("/absence fin") == "Vous êtes de retour : votre absence est terminée."
    assert ana.presses("Mettre fin à l'absence", card) == "Vous n'avez annoncé aucune absence."


def test_deputies_are_named_and_told(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = deputy(town, "Zoé")

    announced = ana.says("/absence 1er août - 25 août")
    told = zoe.inbox[-1]
    ana.says("/absence fin")

    assert announced.endswith("À votre place : Zoé.")
    assert told == (
        "Ana s'absente du dimanche 1er août au mercredi 25 août.\n"
        "Vous agissez à sa place pendant ce temps. Ce qui est alors en cours : /passation."
    )
    assert zoe.inbox[-1] == "Ana est de retour."


def test_members_and_acting_deputies_announce_none(town: Town, ana: Neighbour) -> None:
    zoe, eve = deputy(town, "Zoé"), town.member("Ève")
    chef = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
    ana.says(f"/{AWAY}")
    only = "Seules les deux personnes de l'équipe de Pionniers de l'énergie annoncent"

    assert zoe.says("/absence demain").startswith(only)
    assert chef.says("/absence demain").startswith(only)
    assert eve.says("/absence demain").startswith(ONLY)


@pytest.mark.slow
def test_a_deputy_acts_only_while_the_gardener_is_away(town: Town, ana: Neighbour) -> None:
    zoe = deputy(town, "Zoé")
    ana.says("/absence 26 novembre - 27 novembre")

    def tends() -> bool:
        return not zoe.says("/lettre titre Bonjour").startswith(ONLY)

    before = tends()
    town.move(2 * DAY)
    meanwhile = tends()
    town.move(DAY)
    last_day = tends()
    town.move(DAY)

    assert (before, meanwhile, last_day, tends()) == (False, True, True, False)


@pytest.mark.slow
def test_a_deputy_without_an_absence_cannot_approve(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = deputy(town, "Zoé")
    add_news(ana, f"/{NEWS}")
    submit_letter(luc)

    for press in ("digest_submit:1:1", "digest_approve:1:1", "ask:away", "cmd:todo"):
        assert presses_forged(zoe, press).startswith(ONLY), press
    assert zoe.says("/lettre approuver").startswith(ONLY)
    assert {outcome for _, outcome in audited(town, zoe)} == {"refused"}
    town.move_to(DUE)
    assert letters(town) == []


def test_a_deputy_cannot_approve_for_a_vacant_seat(town: Town, luc: Neighbour) -> None:
    """A deputy stands in only during an announced absence."""
    zoe = deputy(town, "Zoé")

    assert submit_letter(zoe).startswith(ONLY)


def test_the_absence_of_a_former_gardener_does_not_count(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, bea = deputy(town, "Zoé"), town.member("Béa")
    chef = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
    ana.says(f"/{AWAY}")
    chef.says(f"/jardinier territoire {bea.address}")
    chef.presses("Oui, remplacer")

    assert zoe.says("/lettre titre Bonjour").startswith(ONLY)
    with town.database.unit() as store:
        assert store._session.query(Absence).count() == 0


def test_members_write_to_the_acting_gardener(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    deputy(town, "Zoé")
    max_ = town.member("Max")
    ana.says(f"/{AWAY}")

    assert max_.says("/ecrire Bonjour").startswith("Message envoyé à Zoé")


def test_members_write_to_the_other_gardener_where_nobody_stands_in(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    max_ = town.member("Max")
    ana.says(f"/{AWAY}")

    assert max_.says("/ecrire Bonjour").startswith("Message envoyé à Luc")
    luc.says(f"!{AWAY}")
    assert max_.says("/ecrire Bonjour").startswith("Message envoyé à Ana")
