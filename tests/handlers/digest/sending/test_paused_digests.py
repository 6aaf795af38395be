"""The letter is paused from one day to another; its news wait."""

from datetime import datetime

import pytest

from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import CHANNEL, Neighbour, Town

DECEMBER = datetime(2026, 12, 1, 9, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
RESUMED = datetime(2026, 12, 22, 8, 0)  # noqa: DTZ001 - likewise


@pytest.mark.slow
def test_a_paused_letter_waits_with_its_news(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, "/actu Un")

    paused = ana.says("/lettre pause 27 novembre - 20 décembre")
    told = luc.inbox[-1]
    before = len(town.shown_in(CHANNEL))
    town.move_to(DECEMBER)
    silent = (ana.inbox[-1], len(town.shown_in(CHANNEL)))
    submit_letter(ana)
    luc.says("!lettre approuver")
    town.move_to(RESUMED)

    assert paused == (
        "Pas de lettre du vendredi 27 novembre au dimanche 20 décembre.\n"
        "La prochaine : mardi 22 décembre à 8 h."
    )
    assert told.startswith("Ana a mis la lettre en pause du vendredi 27 novembre")
    assert silent == (paused, before)
    assert "Un" in town.shown_in(CHANNEL)[-1].text


def test_the_draft_and_the_next_dates_tell_the_pause_and_resume_ends_it(
    ana: Neighbour, luc: Neighbour
) -> None:
    ana.says("/lettre pause 27 novembre - 20 décembre")

    dates = ana.says("/lettre programme 1er mardi 8h")
    ana.presses("Garder ces dates")
    kept = ana.says("/lettre")
    resumed = ana.presses("Reprendre")
    again = ana.says("/lettre reprendre")

    pause = "Pas de lettre du vendredi 27 novembre au dimanche 20 décembre."
    assert pause in dates
    assert "1er décembre" not in dates
    assert pause in kept
    assert resumed == "La lettre reprend.\nLa prochaine : mardi 1er décembre à 8 h."
    assert again == "La lettre n'est pas en pause."
    del luc


def test_a_pause_of_one_day_is_said_as_a_day(ana: Neighbour, luc: Neighbour) -> None:
    paused = ana.says("/lettre pause 27 novembre")

    assert paused.startswith("Pas de lettre le vendredi 27 novembre.\n")
    assert luc.inbox[-1].startswith("Ana a mis la lettre en pause le vendredi 27 novembre.")


def test_days_that_are_always_holidays_are_refused(ana: Neighbour, luc: Neighbour) -> None:
    refused = ana.says("/lettre programme monthly/12 25 08:00 20261225 skipped")

    assert refused.startswith("Ces jours sont tous fériés : rien ne partirait jamais.")
    del luc
