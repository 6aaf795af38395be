"""The letter while gardeners are away: one approval, a deputy's, or none."""

from datetime import timedelta

import pytest

from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.seats.absences import AWAY, DAY, DUE, NEWS, deputy, letters
from tests.town import BACK_ROOM, CHANNEL, Neighbour, Town

ALONE = "Absence côté territoire : cette lettre part avec le seul accord de la Région."
PAUSED = (
    "Ana et Luc s'absentent jusqu'au dimanche 6 décembre. La lettre et vos messages "
    "attendent jusque-là."
)


@pytest.mark.slow
def test_a_deputys_approval_counts_and_the_letter_says_so(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = deputy(town, "Zoé")
    ana.says(f"/{AWAY}")
    add_news(luc, f"!{NEWS}")

    submitted = submit_letter(luc)
    approved = zoe.presses("Approuver")
    town.move_to(DUE)

    assert "Zoé doit encore l'approuver." in submitted
    assert "Lettre 1 : soumise par Luc, approuvée par Zoé." in approved
    assert letters(town)[-1].endswith(
        "\n\nAbsence côté territoire : Zoé a donné son accord en suppléance."
    )


@pytest.mark.slow
def test_the_others_approval_alone_is_enough_and_the_letter_says_so(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says(f"/{AWAY}")
    add_news(luc, f"!{NEWS}")

    submitted = submit_letter(luc)
    town.move_to(DUE)

    assert "Lettre 1 : soumise par Luc.\nElle part le mardi 1er décembre" in submitted
    assert town.said_in(BACK_ROOM)[-1].text == (
        "Luc a soumis la lettre. Absence d'Ana jusqu'au dimanche 6 décembre, sans suppléance : "
        "un seul accord suffit."
    )
    assert letters(town)[-1].endswith(f"\n\n{ALONE}")


@pytest.mark.slow
def test_a_letter_submitted_before_the_absence_goes_on_with_that_approval(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(luc, f"!{NEWS}")
    submit_letter(luc)
    own = luc.says("!lettre approuver")
    ana.says(f"/{AWAY}")

    shown = luc.reviews_letter()
    approved = luc.presses("Approuver")
    town.move_to(DUE)

    assert own.startswith("Vous avez soumis cette lettre")
    assert "un seul accord suffit." in shown
    assert "Elle part le mardi 1er décembre" in approved
    assert letters(town)[-1].endswith(ALONE)


@pytest.mark.slow
def test_an_absent_gardener_may_still_approve(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, f"/{NEWS}")
    submit_letter(ana)
    ana.says(f"/{AWAY}")

    luc.presses("Approuver")
    town.move_to(DUE)

    letter = letters(town)[-1]

    assert letter.startswith("📰 Pionniers de l'énergie : lettre du mardi 1er décembre\n")
    assert "Absence côté" not in letter


@pytest.mark.slow
def test_a_long_letter_has_the_footer_as_well(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"/{AWAY}")
    for number in range(1, 10):
        add_news(luc, f"!actu Nouvelle {number} | Des mots | https://exemple.fr/{number}")
    submit_letter(luc)
    town.move_to(DUE)

    shown = letters(town)[-1].split("\n")

    assert len(shown) == 8
    assert shown[-2].startswith("– Nouvelle 6 (")
    assert shown[-1] == ALONE
    assert town.member("Zoé").says("/lettre 1").endswith(ALONE)


@pytest.mark.slow
def test_a_missing_approval_is_asked_of_the_deputy(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = deputy(town, "Zoé")
    ana.says(f"/{AWAY}")
    add_news(luc, f"!{NEWS}")
    submit_letter(luc)
    before = len(ana.inbox)
    town.move_to(DUE - timedelta(hours=13))

    assert "Il manque votre accord." in zoe.inbox[-1]
    assert len(ana.inbox) == before


@pytest.mark.slow
def test_a_missed_letter_can_be_sent_with_the_approval_that_is_left(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(luc, f"!{NEWS}")
    submit_letter(luc)
    ana.says(f"/{AWAY}")
    town.move_to(DUE)

    assert "un seul accord suffit" in luc.inbox[-1]
    luc.presses("Relire la lettre")
    luc.presses("Envoyer maintenant")
    assert letters(town)[-1].endswith(ALONE)


@pytest.mark.slow
def test_while_both_are_away_the_letter_waits_and_the_rooms_are_told_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, f"/{NEWS}")
    ana.says("/absence 27 novembre - 20 décembre")
    luc.says("!absence 29 novembre - 6 décembre")
    early = letters(town)
    town.move_to(DUE - 2 * DAY)
    told = letters(town)
    before = len(ana.inbox), len(luc.inbox)
    town.move_to(DUE)
    after_due = letters(town)
    town.move_to(DUE + 6 * DAY)
    submit_letter(luc)
    town.move_to(DUE + 7 * DAY)

    assert early == []
    assert told == [PAUSED]
    assert [each.text for each in town.said_in(CHANNEL)][:1] == told
    assert after_due == told
    assert (len(ana.inbox), len(luc.inbox) - 2) == before, "nobody is bothered while away"
    assert "Le broyeur est arrivé" in letters(town)[-1]
    assert letters(town)[-1].endswith(ALONE)


def test_an_absence_that_begins_today_is_announced_at_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says("/absence jusqu'au 6 décembre")
    before = letters(town)
    luc.says("!absence jusqu'au 3 décembre")

    assert before == []
    assert [said.partition(".")[0] for said in letters(town)] == [
        "Ana et Luc s'absentent jusqu'au jeudi 3 décembre"
    ]


@pytest.mark.slow
def test_a_deputy_keeps_things_going(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = deputy(town, "Zoé")
    ana.says(f"/{AWAY}")
    luc.says(f"!{AWAY}")
    add_news(zoe, f"/{NEWS}")

    submit_letter(zoe)
    town.move_to(DUE)

    assert len(letters(town)) == 1
    assert letters(town)[0].endswith(
        "Absence côté territoire : Zoé a donné son accord en suppléance.\n"
        "Absence côté Région : cette lettre part avec le seul accord du territoire."
    )


@pytest.mark.slow
def test_an_approved_letter_goes_out_though_both_are_away(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, f"/{NEWS}")
    submit_letter(ana)
    luc.presses("Approuver")
    ana.says("/absence 27 novembre - 20 décembre")
    luc.says("!absence 27 novembre - 20 décembre")
    town.move_to(DUE)

    assert "Le broyeur est arrivé" in letters(town)[-1]


@pytest.mark.slow
def test_an_absent_gardener_does_not_send_alone_for_both(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """No approval is enough by itself where nobody is left."""
    add_news(ana, f"/{NEWS}")
    ana.says(f"/{AWAY}")
    luc.says(f"!{AWAY}")

    submitted = submit_letter(ana)
    town.move_to(DUE)

    assert "Toute l'équipe est absente : la lettre attend." in submitted
    assert not any("Le broyeur" in said for said in letters(town))


def test_the_pause_survives_a_restart(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, f"/{NEWS}")
    ana.says("/absence 27 novembre - 20 décembre")
    luc.says("!absence 27 novembre - 20 décembre")
    town.sleep_until(DUE + timedelta(hours=1))

    assert len(letters(town)) == 1
    assert letters(town)[0].startswith("Ana et Luc s'absentent")
