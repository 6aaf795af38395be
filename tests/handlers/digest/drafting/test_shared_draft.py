"""The draft in the gardeners' room, and changes that both gardeners see."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.handlers.digest.drafting.drafts import back_room, labels, three_news
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import BACK_ROOM, Neighbour, Town


@pytest.mark.slow
def test_the_draft_in_the_back_room_follows_what_happens(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    luc.says("!lettre", room=BACK_ROOM)
    first = back_room(town)

    add_news(ana, "/actu Deux")
    ana.says("/lettre titre Le grand jour")
    town.move(timedelta(minutes=1))
    followed = back_room(town)
    luc.says("!lettre", room=BACK_ROOM)
    town.move(timedelta(minutes=1))

    assert "📰 Actualités\n1 · Un" in first[-1]
    assert followed[1].startswith("📰 Le grand jour\n")
    assert "1 · Un\n2 · Deux" in followed[1]
    assert sum("Lettre 1 : brouillon." in each for each in back_room(town)) == 1
    assert back_room(town)[-1].startswith("📰 Le grand jour\n")


@pytest.mark.slow
def test_the_back_room_submits_what_it_shows(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, "/actu Un")
    luc.says("!lettre", room=BACK_ROOM)

    luc.presses("Soumettre", room=BACK_ROOM)

    assert "soumise par Luc" in ana.inbox[-1]


def test_a_reply_to_the_draft_finds_its_place(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, "/actu Un")
    luc.says("!lettre", room=BACK_ROOM)
    draft = town.shown_in(BACK_ROOM)[-1]

    luc.says("L'hiver vient.", room=BACK_ROOM, reply_to=draft)
    asked = luc.inbox[-1]
    placed = luc.presses("Introduction")

    assert asked.startswith("Où placer ce texte dans la lettre ?")
    assert placed == "L'introduction : « L'hiver vient. »"
    assert "L'hiver vient." in ana.reviews_letter()


def test_a_member_in_the_back_room_does_not_write_the_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé", on="matrix")
    add_news(ana, "/actu Un")
    luc.says("!lettre", room=BACK_ROOM)

    said = zoe.says("Bonjour", room=BACK_ROOM, reply_to=town.shown_in(BACK_ROOM)[-1])

    assert (
        said
        == "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela : Ana et Luc."
    )
    assert not any("Où placer" in each for each in zoe.inbox)


CHANGES: dict[str, Callable[[Neighbour], object]] = {
    "the title": lambda who: who.says("/lettre titre T"),
    "the greeting": lambda who: who.says("/lettre accueil Bonjour"),
    "the introduction": lambda who: who.says("/lettre introduction Bonjour"),
    "the order": lambda who: (
        who.says("/lettre"),
        who.presses("Ordre, retirer"),
        who.presses("↓ 1"),
    ),
    "an item": lambda who: (
        who.says("/lettre"),
        who.presses("Ordre, retirer"),
        who.presses("Retirer 1"),
    ),
}


@pytest.mark.parametrize("what", list(CHANGES))
@pytest.mark.parametrize("approved", [False, True])
def test_items_seen_by_one_gardener_alone_never_leave(
    ana: Neighbour, luc: Neighbour, what: str, *, approved: bool
) -> None:
    three_news(ana)
    submit_letter(ana)
    asked = luc.direct[-1]
    if approved:
        luc.presses("Approuver", asked)

    CHANGES[what](ana)

    assert "redevient un brouillon" in luc.inbox[-1]
    assert "brouillon" in luc.says("!lettre")
    assert "Approuver" not in labels(luc.direct[-1])


@pytest.mark.slow
def test_a_second_submission_tells_the_changes_only(ana: Neighbour, luc: Neighbour) -> None:
    three_news(ana)
    submit_letter(ana)
    whole = luc.inbox[-1]
    luc.presses("Corriger")
    luc.says("Le premier")

    ana.says("/lettre accueil Bonjour")
    ana.says("/lettre retirer 1")
    ana.says("/lettre ordre 3 2")
    add_news(ana, "/actu Quatre")
    submit_letter(ana)
    again = luc.inbox[-1]

    assert "Un\nAna, pour le territoire" in whole
    assert again == (
        "Ana a de nouveau soumis la lettre.\n"
        "Nouveau : le mot d'accueil et l'actualité 4.\n"
        "Retiré : l'actualité 1.\n"
        "L'ordre a changé.\n\n"
        "Bonjour\n\n"
        "Quatre\nAna, pour le territoire\n\n"
        "Il manque encore votre accord."
    )
    assert labels(luc.direct[-1]) == ["Approuver", "Corriger", "Relire la lettre"]
    assert "approuvée par Luc" in luc.presses("Approuver")
