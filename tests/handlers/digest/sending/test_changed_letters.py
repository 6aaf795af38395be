"""Changes after a letter was submitted or approved: nothing goes out that only one gardener saw."""

import pytest

from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.digest.sending.letters import (
    DUE,
    LETTER,
    SHREDDER,
    letters,
    nothing_went_out,
    ready,
)
from tests.town import BACK_ROOM, CHANGED, CHANNEL, Neighbour, Town


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", ["/actu Encore", "/lettre retirer 1", "/lettre titre T", "/lettre ordre 2 1"]
)
def test_a_change_after_submission_makes_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour, typed: str
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    submit_letter(ana)
    asked = luc.direct[-1]

    (add_news if "actu" in typed else Neighbour.says)(luc, typed.replace("/", "!", 1))

    told = "La lettre redevient un brouillon : il faut de nouveau la soumettre et l'approuver."
    assert any(told in each for each in ana.inbox[-2:])
    assert "brouillon" in ana.says("/lettre")
    late = luc.presses("Approuver", asked)
    assert CHANGED in late
    assert "brouillon" in late


@pytest.mark.slow
def test_other_days_after_submission_make_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)

    shown = luc.says("!lettre programme jeudi 18h")
    before = ana.says("/lettre")
    luc.presses("Garder ces dates")

    assert shown == (
        "Jours de la lettre\n"
        "La lettre partirait chaque jeudi à 18 h.\n"
        "Les prochaines dates :\n"
        "Jeudi 26 novembre à 18 h\n"
        "Jeudi 3 décembre à 18 h\n"
        "Jeudi 10 décembre à 18 h"
    )
    assert "brouillon" not in before
    assert "brouillon" in ana.says("/lettre")


@pytest.mark.slow
def test_a_change_after_approval_makes_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    submit_letter(ana)
    luc.presses("Approuver")

    ana.says("/lettre titre T")
    town.move_to(DUE)

    assert any("redevient un brouillon" in each for each in luc.inbox)
    assert nothing_went_out(town)


@pytest.mark.slow
def test_news_added_after_approval_waits(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ready(ana, luc)

    added = add_news(luc, "!actu Trop tard")
    preview = ana.reviews_letter()
    town.move_to(DUE)

    assert added.startswith("Actualité 2 : elle sera dans la lettre suivante")
    assert "1 actualité attend la lettre suivante." in preview
    assert letters(town, CHANNEL) == [LETTER]
    assert "Trop tard" in ana.reviews_letter()


@pytest.mark.slow
def test_an_old_button_does_not_submit_an_unread_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/lettre")
    add_news(luc, "!actu Deux")

    refused = ana.presses("Soumettre à Luc")

    assert CHANGED in refused
    assert "Deux\nLuc, pour la Région" in refused
    assert "brouillon" in ana.says("/lettre")


@pytest.mark.slow
def test_an_old_button_does_not_approve_an_unread_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    first = luc.direct[-1]
    add_news(ana, "/actu Deux")
    submit_letter(ana)

    assert CHANGED in luc.presses("Approuver", first)
    assert "approuvée par Luc" in luc.presses("Approuver")


@pytest.mark.slow
def test_corrections_are_asked_for_with_a_reason(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)

    asked = luc.presses("Corriger")
    corrected = luc.says("Le lien est faux")

    assert asked.startswith("Que faut-il corriger ?")
    assert "Lettre 1 : brouillon." in corrected
    assert ana.inbox[-1] == (
        "Luc demande une correction : la lettre redevient un brouillon.\n« Le lien est faux »"
    )


@pytest.mark.slow
def test_corrections_need_no_reason(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ready(ana, luc)

    ana.says("/lettre corriger")
    town.move_to(DUE)

    assert luc.inbox[-2:][0].startswith("Ana demande une correction")
    assert nothing_went_out(town)


@pytest.mark.slow
def test_two_taps_are_harmless(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre")
    shown = ana.direct[-1]
    before = shown.said
    ana.presses("Soumettre à Luc")
    shown.said = before

    assert ana.presses("Soumettre à Luc", shown) == "Cette lettre est déjà soumise."
    assert sum("a soumis" in each for each in letters(town, BACK_ROOM)) == 1
    del luc


@pytest.mark.slow
def test_news_of_a_letter_that_was_submitted_can_be_chosen_to_be_taken_out(
    ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    submit_letter(ana)
    asked = ana.says("/lettre retirer")
    taken = ana.presses("1 · Un")

    assert asked.startswith("Quelle actualité voulez-vous retirer ?")
    assert taken == "L'actualité 1 est retirée."
    assert "redevient un brouillon" in luc.inbox[-1]
