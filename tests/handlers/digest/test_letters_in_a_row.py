"""Several letters in a row: items that wait, that are late, and that come only once."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.digest.letters.composed import (
    DUE,
    WEEK,
    announces_for_waste,
    approve,
    letter_of,
    opens_poll,
    reader,
)
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

BUDGET = "/actu Budget | exemple.fr | https://exemple.fr --consultation --fin 12 décembre"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, on Telegram; her letter goes out each week."""
    ana = town.gardener("territory")
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    return ana


def in_the_square(town: Town) -> str:
    return town.said_in(SQUARE["telegram"])[-1].text


@pytest.mark.slow
@pytest.mark.parametrize("corrected", [False, True])
def test_a_late_letter_has_the_news_that_end_before_the_following_one(
    town: Town, ana: Neighbour, luc: Neighbour, *, corrected: bool
) -> None:
    add_news(ana, "/actu Reste utile")
    add_news(ana, "/actu Avant le sept | mots --fin 7 décembre")
    if corrected:
        submit_letter(ana)
    town.move_to(DUE)
    town.move_to(DUE + timedelta(days=1))

    if corrected:
        luc.says("!lettre corriger Une faute")
    submit_letter(ana)
    luc.presses("Envoyer maintenant")

    assert "Reste utile" in in_the_square(town)
    assert "Avant le sept" in in_the_square(town)


@pytest.mark.slow
def test_news_of_the_following_letter_leave_a_ready_one_as_it_is(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    approve(ana, luc)
    add_news(ana, "/actu Deux")

    for labels in (("Modifier", "Titre"), ("Lettre suivante",)):
        ana.says("/actu 2")
        for label in labels:
            ana.presses(label)
        if "Titre" in labels:
            ana.says("Deux bis")

        assert "brouillon" not in ana.says("/lettre")
        assert "l'actualité 2" in town.said_in(BACK_ROOM)[-1].text
    town.move_to(DUE)
    assert "Un" in in_the_square(town)


@pytest.mark.slow
def test_a_running_consultation_is_taken_out_of_one_letter_only(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, BUDGET)
    approve(ana, luc)
    town.move_to(DUE)

    ana.says("/lettre")
    ana.presses("Ordre, retirer")
    out = ana.presses("Retirer 1")
    back = ana.presses("Remettre 1")
    ana.presses("Retirer 1")
    town.move_to(datetime(2026, 12, 10, 9, 5))  # noqa: DTZ001 - read in Paris

    assert "Retirés\n1. Budget" in out
    assert "🗳 À vous\n1. Budget" in back
    assert "Bientôt" in in_the_square(town), "the rooms are reminded of its end"


@pytest.mark.slow
def test_an_item_comes_once_to_each_reader_and_to_those_who_begin_later(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    opens_poll(ana)
    approve(ana, luc)
    town.move_to(DUE)
    first = letter_of(zoe)

    yan = reader(town, "Yan")
    announces_for_waste(ana)  # of nobody's interest: Zoé gets no letter
    approve(ana, luc)
    town.move_to(DUE + WEEK)
    later, second = letter_of(yan), in_the_square(town)
    assert letter_of(zoe) == first

    add_news(ana, "/actu Autre")
    approve(ana, luc)
    town.move_to(DUE + 2 * WEEK)

    assert "Quelle date" in first
    assert "Quelle date" in later
    for each in (letter_of(zoe), letter_of(yan), in_the_square(town)):
        assert "Autre" in each
        assert "Quelle date" not in each
    assert "Quelle date" not in second


@pytest.mark.slow
def test_a_postponed_news_still_waits_when_a_skipped_letter_comes_back(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    ana.says("/actu 2")
    ana.presses("Lettre suivante")

    ana.says("/lettre")
    ana.says("/lettre passer")
    ana.presses("Rétablir cette lettre")
    restored = ana.says("/lettre")
    approve(ana, luc)
    town.move_to(DUE)

    assert "Deux" not in restored
    assert "Deux" in ana.says("/lettre")


@pytest.mark.slow
def test_rooms_get_the_beginning_of_long_words(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    for number in range(3):
        add_news(ana, f"/actu {number} {'mot ' * 300}")
    approve(ana, luc)

    town.move_to(DUE)

    lines = in_the_square(town).split("\n")[1:4]
    assert all("…" in line and len(line) < 200 for line in lines)


@pytest.mark.slow
def test_an_item_published_after_the_approval_promises_nothing_of_the_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    approve(ana, luc)
    ana.says("/actu 1")

    assert ana.presses("Publier maintenant") == "Elle est publiée dans 3 salons."
