"""The question of the week, from the gardeners' list to the rooms."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.town import BACK_ROOM, PARIS, SQUARE, START, Neighbour, Town

MEND, GROW = "Qu'avez-vous réparé ?", "Que poussez-vous au balcon ?"
MONDAY = START.astimezone(PARIS).replace(hour=18) + timedelta(days=6)
"""Monday the 30th of November."""


def every_monday(ana: Neighbour, *questions: str) -> str:
    """Put questions on the list, and have one asked each Monday; gives the list."""
    for each in questions:
        ana.says(f"/semaine {each}")
    ana.says("/semaine")
    ana.presses("Choisir le jour")
    ana.says("lundi 18h")
    return ana.presses("Garder ces dates")


def asked(town: Town) -> list[str]:
    """The questions that were asked in the square, without the results."""
    cards = [each.text for each in town.said_in(SQUARE["telegram"])]
    titles = [each.splitlines()[0] for each in cards if each.startswith("📊")]
    return [each for each in titles if " est clos" not in each]


def test_the_list_is_kept_by_the_gardeners(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    empty = ana.says("/semaine")
    ana.presses("Ajouter une question")
    added = ana.says(MEND)
    twice = ana.says("/semaine  QU'AVEZ-VOUS REPARE ?")
    listed = every_monday(ana, GROW)
    luc.says("!semaine")
    luc.presses("Retirer une question")
    removed = luc.presses("Retirer « Qu'avez-vous")

    assert "Aucun jour n'est choisi : aucune question n'est posée.\nLa liste est vide." in empty
    assert f"Ajoutée : « {MEND} »" in added
    assert twice.startswith("« QU'AVEZ-VOUS REPARE ? » est dans la liste, ou a déjà été posée")
    assert f"1. {MEND}\n2. {GROW}" in listed
    assert "La prochaine fois : lundi 30 novembre à 18 h." in listed
    assert f"Retirée : « {MEND} »" in removed
    assert f"1. {GROW}" in removed


@pytest.mark.slow
def test_one_is_asked_each_week_and_none_twice(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    every_monday(ana, MEND, GROW)

    town.move_to(MONDAY)
    first = asked(town)
    again = ana.says(f"/semaine {MEND}")
    town.move_to(MONDAY + timedelta(days=7))
    second = asked(town)
    town.move_to(MONDAY + timedelta(days=14))

    assert first == [f"📊 {MEND}"]
    assert again.startswith(f"« {MEND} » est dans la liste, ou a déjà été posée")
    assert second == [f"📊 {MEND}", f"📊 {GROW}"]
    assert asked(town) == second
    assert "La liste des questions de la semaine est vide" in ana.says("/afaire")


@pytest.mark.slow
def test_members_answer_by_reply_and_in_private(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    every_monday(ana, MEND)
    town.move_to(MONDAY)

    card = town.said_in(SQUARE["telegram"])[-1]
    zoe.says("Un grille-pain", room=SQUARE["telegram"], reply_to=card)
    yan.says("!sondage 1")
    yan.says("Mon vélo", reply_to=yan.direct[-1])
    ana.says("/sondage 1")
    read = ana.presses("Toutes les réponses")

    assert "1. Zoé\nUn grille-pain" in read
    assert "2. Yan\nMon vélo" in read


@pytest.mark.slow
def test_it_stays_open_for_six_days(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    every_monday(ana, MEND)
    town.move_to(MONDAY)
    shown = ana.says("/sondage 1")
    town.move(timedelta(days=6, minutes=1))

    assert "jusqu'à dimanche 18 h" in shown
    assert "clos" in ana.says("/sondage 1")


@pytest.mark.parametrize("away", [True, False])
def test_none_is_asked_while_nobody_tends_the_community(
    town: Town, ana: Neighbour, luc: Neighbour, *, away: bool
) -> None:
    every_monday(ana, MEND)
    if away:
        ana.says("/absence 29 novembre - 2 décembre")
        luc.says("!absence 29 novembre - 2 décembre")

    town.move_to(MONDAY)

    assert (asked(town) == []) is away


def test_it_is_ended_and_the_list_stays(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    every_monday(ana, MEND)
    ended = ana.presses("Ne plus poser de question")
    town.move_to(MONDAY)

    assert asked(town) == []
    assert f"1. {MEND}" in ended
    assert "Ana a mis fin à la question de la semaine." in [
        each.text.splitlines()[0] for each in (*luc.direct, *town.said_in(BACK_ROOM))
    ]


def test_members_keep_no_list(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/semaine").startswith("Seule l'équipe de jardinage")
    for press in ("weekly_never", "weekly_remove:1", "weekly_list"):
        assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage")
