"""What gardeners do on their page: as in chat, and nothing that is for the chat alone."""

from dataclasses import replace

import pytest

from bot.app import declarations
from bot.core.declarations.declaration import Declaration
from bot.domain.roles import Role
from tests.handlers.digest.letters.composed import DUE
from tests.handlers.digest.letters.test_letter_pictures import BUTTON, SEEN, add_pictured
from tests.handlers.digest.news.writing import add_news
from tests.handlers.gardeners_page.page_visit import visit
from tests.town import BACK_ROOM, CHANGED, Neighbour, Town
from tests.web.own_pages import PAGE

SHREDDER = "/actu Le broyeur est arrivé | En prêt à la mairie"
NOT_HERE = "Cela se fait là où vous me parlez, pas sur la page."


@pytest.mark.slow
def test_the_tabs_show_the_cards_of_the_chat(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)
    browser = visit(ana)

    for tab, command in (("todo", "/afaire"), ("digest", "/lettre"), ("members", "/membres")):
        shown, said = browser.opens(tab), ana.says(command)
        for line in filter(None, said.splitlines()):
            assert " ".join(line.split()) in shown
        for choice in ana.direct[-1].choices:
            assert choice.label in shown


@pytest.mark.slow
def test_both_gardeners_approve_the_letter_on_their_pages(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    territory, region = visit(ana), visit(luc)

    territory.opens("digest")
    preview = territory.presses("Aperçu", "digest")
    submitted = territory.presses("Soumettre à Luc", "digest")
    waits = region.opens("todo")
    region.presses("Relire la lettre")
    approved = region.presses("Approuver")
    town.move_to(DUE)

    assert "Le broyeur est arrivé En prêt à la mairie" in preview
    assert "Luc doit encore l'approuver" in submitted
    assert "Ana a soumis la lettre" in waits
    assert "Elle part le mardi 1er décembre" in approved
    assert any(each.text.startswith("📰") for each in town.said_in(ana.square))


@pytest.mark.slow
def test_only_the_words_that_the_page_showed_are_approved(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    region = visit(luc)
    ana.reviews_letter()
    ana.presses("Soumettre à Luc")
    region.opens("todo")
    region.presses("Relire la lettre")
    ana.says("/lettre titre Jamais vu")

    answer = region.presses("Approuver")

    assert CHANGED in answer
    assert "Jamais vu" in answer


@pytest.mark.slow
def test_a_form_of_the_page_stands_apart_from_the_chat(town: Town, ana: Neighbour) -> None:
    town.member("Jeanne Petit")
    browser = visit(ana)
    browser.opens("members")
    asked = browser.presses("Chercher un membre", "members")
    in_chat = ana.says("/menu")
    found = browser.answers("petit", "members")

    assert "Votre réponse" in asked
    assert "Annuler" not in in_chat
    assert "Jeanne Petit" in found


def test_an_answer_to_a_question_that_is_over_is_given_back(town: Town, ana: Neighbour) -> None:
    browser = visit(ana)
    browser.opens("digest")
    browser.presses("Titre", "digest")
    question = browser.latest
    browser.presses("Annuler", "digest")
    browser.latest = question

    answer = browser.answers("Un titre <b>long</b>", "digest")

    assert "Cette question n'est plus posée." in answer
    assert "Un titre &lt;b&gt;long" in browser.latest.html
    assert "Un titre" not in ana.says("/lettre")


def test_what_is_typed_in_a_form_that_was_left_is_offered_on_the_page(
    town: Town, ana: Neighbour
) -> None:
    browser = visit(ana)
    browser.opens("digest")
    browser.presses("Ajouter une actualité", "digest")
    browser.answers("Le broyeur est arrivé", "digest")
    said = len(ana.inbox)

    again = browser.opens("digest")
    went_on = browser.presses("Reprendre", "digest")

    assert "J'ai gardé votre brouillon." in again
    assert "Le broyeur est arrivé" in went_on
    assert len(ana.inbox) == said, "the chat hears nothing of it"


IN_CHAT_ALONE = {
    "cmd:relier": "linking an account",
    "cmd:mesdonnees": "one's data",
    "cmd:effacer": "erasure",
    "cmd:agenda personnel": "a secret address",
    "cmd:inviter": "an invitation",
    "cmd:voter 1 oui": "a vote",
    "vote:1:1": "a pressed vote",
    "secret_vote:1:1": "a secret vote",
    "cmd:start in1-link-abcdefghijklmnopqrstuvwxyz123456": "a link's word",
    "cmd:start K7M-4PX-2RA-CDE": "a guessed code that gives a role",
    "ask:write_new": "a form of members",
    "cmd:jardinier territoire code": "a seat",
    "cmd:traces": "the log",
}
"""Presses, as a client can send any, and what they would do."""


def test_what_is_for_the_chat_alone_is_refused(town: Town, ana: Neighbour) -> None:
    ana.publishes("/sondage Garder la gardienne ? | oui | non --secret")
    browser = visit(ana)

    refused = [each for each in IN_CHAT_ALONE if NOT_HERE in browser.sends(each)]

    assert refused == [*IN_CHAT_ALONE]


def all_declared() -> list[Declaration]:
    found = declarations()
    return [*found.all_commands(), *found.buttons.values(), *found.forms.values()]


def test_nothing_that_may_be_secret_works_on_the_page() -> None:
    secret = [each for each in all_declared() if each.confidential is not None]

    assert secret
    assert not any(replace(each, on_page=True).works_on_page(None) for each in secret)


def test_of_what_members_may_do_the_page_has_what_the_letter_and_the_tasks_need() -> None:
    shared = {
        each.call.__module__.removeprefix("handlers.")
        for each in all_declared()
        if each.works_on_page(None) and each.permission.role(None) < Role.GARDENER
    }

    assert shared == {
        "calls.call_list",
        "digest.letter",
        "digest.new_news",
        "digest.news_changes",
        "digest.news_decisions",
        "digest.news_list",
        "digest.sent_digests",
        "directory.organisations",
        "events.drafts",
        "events.editing",
        "help.help",
        "needs.need_list",
        "polls.preview",
        "projects.fields",
        "projects.project_list",
        "public_page.switching",
        "questions.register",
    }


def test_buttons_of_the_chat_alone_are_named_and_cannot_be_pressed(
    town: Town, ana: Neighbour
) -> None:
    browser = visit(ana)
    shown = browser.sends("cmd:help")

    assert "Seulement dans la messagerie : Menu." in shown
    assert 'value="cmd:menu"' not in browser.latest.html


def test_what_is_done_on_the_page_is_traced_as_in_chat(town: Town, ana: Neighbour) -> None:
    visit(ana).opens("members")

    assert "Ana a lu le registre, 2 membres" in town.cultivator().says("/traces")


def test_after_a_few_words_the_tab_is_shown_as_it_is_now(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says("/question Quand ouvre l'aide au vélo ?")
    zoe.presses("Envoyer avec mon nom")
    browser = visit(ana)
    browser.opens("todo")
    browser.presses("Question 1")
    shown = browser.presses("Montrer aux membres")

    assert "Les membres peuvent maintenant lire la question 1." in shown
    assert "Rien ne vous attend aujourd'hui." in shown


def test_others_are_told_in_their_rooms(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    browser = visit(ana)
    browser.opens("digest")
    browser.presses("Titre", "digest")
    browser.answers("Le broyeur", "digest")

    assert "La lettre a pour titre « Le broyeur »." in browser.latest.text
    told = [*luc.inbox, *(each.text for each in town.said_in(BACK_ROOM))]
    assert any("Ana a changé le titre de la lettre." in each for each in told)


@pytest.mark.slow
def test_a_photo_is_sent_into_the_chat(town: Town, ana: Neighbour) -> None:
    add_pictured(ana)
    browser = visit(ana)
    browser.opens("digest")
    browser.presses("Aperçu", "digest")

    assert "Je vous l'ai envoyé là où vous me parlez." in browser.presses(BUTTON, "digest")
    assert ana.inbox[-1] == f"Photo : {SEEN}"


def test_a_file_about_people_is_given_by_a_link_that_works_once(town: Town, ana: Neighbour) -> None:
    browser = visit(ana)
    browser.opens("members")
    browser.presses("Exporter", "members")
    browser.presses("Pour Excel ou LibreOffice (XLSX)", "members")

    assert f'<a href="{PAGE}/f/' in browser.latest.html


def test_words_of_people_are_words_on_the_page(town: Town, ana: Neighbour) -> None:
    town.member("<script>alert(1)</script>")
    browser = visit(ana)

    assert "<script>alert(1)</script>" in browser.opens("members")
    assert "<script" not in browser.latest.html


@pytest.mark.crashes("an act on a page failed")
def test_an_act_that_fails_does_nothing_and_says_so(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit(ana)
    monkeypatch.setattr(town.app.gardeners_page, "_answer", lambda *_: 1 / 0)

    assert "Cela n'a pas marché" in browser.opens("todo")
    assert browser.latest.status == 500
