"""Letters that lack an approval: reminders, late approvals, and the next letter."""

from datetime import timedelta

import pytest

from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.digest.sending.letters import (
    DAY,
    DUE,
    HOUR,
    LETTER,
    ROOMS,
    SHREDDER,
    WHOLE,
    letters,
    nothing_went_out,
)
from tests.town import CHANGED, CHANNEL, Neighbour, Town


@pytest.mark.slow
def test_a_missing_approval_is_asked_for_in_the_evening_before(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)
    before = len(ana.inbox), len(luc.inbox)

    town.move_to(DUE - 14 * HOUR - timedelta(minutes=1))
    assert (len(ana.inbox), len(luc.inbox)) == before
    town.move(timedelta(minutes=1))
    told = len(ana.inbox), len(luc.inbox)
    town.move_to(DUE - HOUR)
    assert (len(ana.inbox), len(luc.inbox)) == told, "they sleep two hours before"

    due = "La lettre doit partir le mardi 1er décembre à 8 h."
    assert ana.inbox[-1] == f"{due} Il manque l'accord de Luc."
    assert luc.inbox[-1] == f"{due} Il manque votre accord."
    assert "approuvée par Luc" in luc.presses("Approuver")
    town.move_to(DUE)
    assert letters(town, CHANNEL) == [LETTER]


@pytest.mark.slow
def test_a_missing_approval_is_asked_for_again_two_hours_before(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says("/lettre programme 1er mardi du mois 12h")
    ana.presses("Garder ces dates")
    add_news(ana, SHREDDER)
    submit_letter(ana)
    due = "La lettre doit partir le mardi 1er décembre à 12 h. Il manque votre accord."
    town.move_to(DUE - 13 * HOUR)
    evening = luc.inbox.count(due)

    town.move_to(DUE + 3 * HOUR)

    assert (evening, luc.inbox.count(due)) == (1, 2)


@pytest.mark.slow
def test_both_are_reminded_of_a_draft_and_nobody_of_an_approved_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    town.move_to(DUE - 13 * HOUR)
    reminded = ana.inbox[-1], luc.inbox[-1]

    ana.presses("Relire la lettre")
    ana.presses("Soumettre à Luc")
    luc.presses("Approuver")
    town.move_to(DUE)
    before = len(ana.inbox)
    add_news(ana, "/actu Suite")
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE + 7 * DAY)

    assert all(each.endswith("Personne ne l'a soumise.") for each in reminded)
    assert len(ana.inbox) == before + 4
    assert len(letters(town, CHANNEL)) == 2


@pytest.mark.slow
def test_an_approval_up_to_three_days_late_sends_at_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)
    town.move_to(DUE)
    missed = ana.inbox[-1], luc.inbox[-1]

    town.move(3 * DAY)
    sent = luc.presses("Envoyer maintenant")

    assert "Il manque l'accord de Luc." in missed[0]
    assert "Il manque votre accord." in missed[1]
    assert sent == "La lettre part maintenant."
    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3
    town.move(7 * DAY)
    assert [len(letters(town, room)) for room in ROOMS] == [1, 1, 1]


@pytest.mark.slow
def test_the_gardener_who_submitted_cannot_send_it_late_alone(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)
    town.move_to(DUE + HOUR)

    assert ana.says("/lettre approuver").startswith("Vous avez soumis cette lettre")
    assert "Envoyer maintenant" not in [each.label for each in ana.direct[-1].choices]
    assert nothing_went_out(town)
    assert luc.says("!lettre approuver") == "La lettre part maintenant."


@pytest.mark.slow
def test_the_news_of_a_missed_letter_are_in_the_next_after_three_days(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)
    town.move_to(DUE)
    offered = luc.direct[-1]
    town.move(3 * DAY + timedelta(seconds=1))

    late = luc.presses("Envoyer maintenant", offered)
    preview = ana.reviews_letter()

    assert CHANGED in late
    assert "Lettre 2 : brouillon." in late
    assert preview.startswith(
        f"📰 Pionniers de l'énergie : lettre du mardi 8 décembre\n{WHOLE}\n\nLettre 2 : brouillon."
    )
    ana.presses("Soumettre à Luc")
    luc.presses("Approuver")
    town.move_to(DUE + 7 * DAY)
    assert [len(letters(town, room)) for room in ROOMS] == [1, 1, 1]


@pytest.mark.slow
def test_a_draft_that_was_missed_can_still_be_approved(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    town.move_to(DUE + DAY)

    ana.says("/lettre")
    ana.presses("Soumettre à Luc")
    assert nothing_went_out(town)

    assert luc.presses("Envoyer maintenant") == "La lettre part maintenant."
    assert letters(town, CHANNEL) == [LETTER]


@pytest.mark.slow
def test_a_missed_letter_gives_way_to_the_next_one(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    town.move_to(DUE)

    ana.says("/lettre programme mercredi 8h")
    ana.presses("Garder ces dates")
    town.move(DAY)

    assert "mercredi 2 décembre" in luc.inbox[-1]
    assert "Le broyeur" in ana.reviews_letter()
