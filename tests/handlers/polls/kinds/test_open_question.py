"""Open questions: answered in words, read and published by the gardeners."""

from datetime import timedelta

import pytest

from tests.town import SQUARE, Town

ASKED = "/sondage Que manque-t-il dans notre village ? --ouverte"


def test_answers_are_gathered_for_the_gardeners_who_publish_them(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    published = ana.publishes(ASKED)
    card = town.said_in(zoe.square)[-1]
    before = card.text

    zoe.presses("Répondre", card, zoe.square)
    told = zoe.says("Un jardin partagé.")
    yan.says("!voter 1 Un café, et un marché")
    zoe.says("Deux jardins partagés.", room=zoe.square, reply_to=card)
    shown = town.said_in(zoe.square)[-1].text
    own = ana.says("/sondage 1")
    read = ana.presses("Toutes les réponses")
    ana.presses("Publier sans les noms")
    posted = town.said_in(SQUARE["matrix"])[-1].text
    withdrawn = yan.says("!voter 1 retirer")
    back = [each.label for each in yan.direct[-1].choices]
    ana.says("/cloturer 1")

    assert "question ouverte, à répondre avec vos mots" in published
    assert before.startswith(
        "📊 Que manque-t-il dans notre village ?\nSoyez la première personne à répondre · "
    )
    assert told.endswith("Vous avez répondu : l'équipe de jardinage le lit.")
    assert withdrawn.endswith("Votre réponse est retirée.")
    assert back == ["Revoir le sondage"]
    assert "2 réponses · question ouverte" in shown
    assert "jardin" not in own
    assert "1. Zoé\nDeux jardins partagés.\n2. Yan\nUn café, et un marché" in read
    assert posted == (
        "📊 Réponses : Que manque-t-il dans notre village ?\n"
        "Deux jardins partagés.\nUn café, et un marché"
    )
    assert "1 réponse. L'équipe de jardinage la lit." in town.said_in(zoe.square)[-1].text


def test_answers_are_grouped_under_headings(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    for nth, words in enumerate(("Un jardin", "Un café", "Un potager"), start=1):
        town.member(f"Person {nth}").says(f"/voter 1 {words}")
    ana.says("/sondage 1")
    ana.presses("Toutes les réponses")

    ana.presses("Regrouper sous un titre")
    ana.says("1, 3")
    grouped = ana.says("Jardins")
    ana.presses("Publier sans les noms")

    assert grouped.endswith(
        "Jardins\n1. Person 1\nUn jardin\n3. Person 3\nUn potager\n"
        "Autres réponses\n2. Person 2\nUn café"
    )
    assert town.said_in(SQUARE["telegram"])[-1].text == (
        "📊 Réponses : Que manque-t-il dans notre village ?\n"
        "Jardins\nUn jardin\nUn potager\nAutres réponses\nUn café"
    )


@pytest.mark.slow
def test_answers_are_published_once_and_later_changes_follow_in_that_message(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes(ASKED)
    zoe.says("/voter 1 Un jardin")
    luc.says("!sondage 1")
    luc.presses("Toutes les réponses")
    stale = luc.direct[-1]
    ana.says("/sondage 1")
    ana.presses("Toutes les réponses")
    town.move(timedelta(minutes=1))
    yan.says("!voter 1 Un café")
    published = ana.presses("Publier sans les noms")
    told = len(town.said_in(zoe.square))
    post = town.said_in(zoe.square)[-1]

    twice = luc.presses("Publier sans les noms", stale)
    unread = post.text
    luc.says("!sondage 1")
    read = luc.presses("Toutes les réponses")
    added = luc.presses("Publier aussi les nouvelles réponses")
    luc.presses("Toutes les réponses")
    luc.presses("Regrouper sous un titre")
    luc.says("2")
    grouped = luc.says("Lieux")
    shown = post.text
    zoe.says("/voter 1 Deux jardins")
    rewritten = post.text
    yan.says("!voter 1 retirer")

    assert published.endswith("1 réponse n'est pas encore publiée.")
    assert twice.startswith("Déjà publié : « Que manque-t-il dans notre village ? ».")
    assert "café" not in unread
    assert "1 réponse n'est pas encore publiée." in read
    assert added.endswith("Les nouvelles réponses sont dans le message publié.")
    assert "ce que vous regroupez y est regroupé aussi" in grouped
    assert "\nLieux\nUn café\nAutres réponses\nUn jardin" in shown
    assert rewritten.endswith("\nLieux\nUn café")
    assert post.text.endswith("Les personnes qui l'avaient écrit l'ont retiré.")
    assert len(town.said_in(zoe.square)) == told


def test_answers_that_were_taken_back_before_they_are_published_are_not_posted(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    zoe = town.member("Zoé")
    ana.publishes(ASKED)
    zoe.says("/voter 1 Un jardin")
    for gardener, mark in ((ana, "/"), (luc, "!")):
        gardener.says(f"{mark}sondage 1")
        gardener.presses("Toutes les réponses")
    stale = luc.direct[-1]
    luc.says("!sondage 1")
    luc.presses("Toutes les réponses")
    zoe.says("/voter 1 retirer")
    told = len(town.said_in(zoe.square))

    none = ana.presses("Publier sans les noms")
    town.move(timedelta(minutes=1))
    zoe.says("/voter 1 Un café")
    later = luc.presses("Publier sans les noms")
    between = len(town.said_in(zoe.square))
    ana.says("/sondage 1")
    ana.presses("Toutes les réponses")
    ana.presses("Publier sans les noms")
    again = luc.presses("Publier sans les noms", stale)

    assert none.endswith("Personne n'a rien écrit.")
    assert "Un café" in later
    assert between == told
    assert "Un café" in again


@pytest.mark.slow
def test_answers_that_were_too_many_to_be_read_are_not_published(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.polls.gathered_words.MOST_READ", 2)
    ana = town.gardener("territory")
    zoe, kim, yan = town.member("Zoé"), town.member("Kim"), town.member("Yan", on="matrix")
    ana.publishes(ASKED)
    zoe.says("/voter 1 Un jardin")
    kim.says("/voter 1 Un potager")
    yan.says("!voter 1 Des injures")
    town.move(timedelta(minutes=1))
    zoe.says("/voter 1 Deux jardins")
    ana.says("/sondage 1")
    read = ana.presses("Toutes les réponses")
    rest = [each.label for each in ana.direct[-1].choices]
    kim.says("/voter 1 retirer")
    published = ana.presses("Publier sans les noms")

    assert "1 autre" in rest
    assert "injures" not in read
    assert town.said_in(zoe.square)[-1].text.endswith("\nDeux jardins")
    assert published.endswith("1 réponse n'est pas encore publiée.")


def test_answers_that_are_many_are_read_page_by_page(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.polls.gathered_words.MOST_READ", 1)
    ana, zoe, kim = town.gardener("territory"), town.member("Zoé"), town.member("Kim")
    ana.publishes(ASKED)
    zoe.says("/voter 1 Un jardin")
    kim.says("/voter 1 Un potager")
    ana.says("/sondage 1")
    ana.presses("Toutes les réponses")

    assert ana.presses("1 autre").endswith("Kim\nUn potager")
    assert [each.label for each in ana.direct[-1].choices] == ["Revenir au sondage"]


def test_a_number_in_reply_presses_the_button_and_is_no_answer(town: Town) -> None:
    town.gardener("territory").publishes(ASKED)
    yan = town.member("Yan", on="matrix")
    card = town.said_in(yan.square)[-1]

    yan.says("1", room=yan.square, reply_to=card)

    assert yan.inbox[-1].endswith("Choisissez plutôt ici.")
    assert "Soyez la première personne à répondre" in town.said_in(yan.square)[0].text


def test_only_gardeners_read_answers(town: Town) -> None:
    town.gardener("territory").publishes(ASKED)
    zoe = town.member("Zoé")
    zoe.says("/voter 1 Un jardin")
    card = zoe.direct[-1]

    for press in ("poll_words:1", "poll_words_post:1:99999"):
        assert zoe.forges(press, card) == (
            "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela : Ana."
        )


def test_an_open_question_is_made_step_by_step(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Autres types de sondages")
    ana.presses("Poser une question ouverte")
    ana.says("Que manque-t-il ?")

    assert ana.presses("Passer").startswith("📊 Que manque-t-il ?\nquestion ouverte")
