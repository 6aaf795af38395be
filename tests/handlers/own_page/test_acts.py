"""Acts of members on their page: as in chat, and nothing that is for the chat alone."""

import pytest

from bot.app import declarations
from bot.domain.roles import Role
from tests.handlers.events.gatherings import announces
from tests.handlers.own_page.own_visit import OwnVisit, link_for, visit
from tests.handlers.polls.voting.test_changed_polls import changes
from tests.town import CHANGED, Neighbour, Town
from tests.web.own_pages import without_pages

POLL = "/sondage Quelle date ? | mardi | jeudi"
NOT_HERE = "Cela se fait là où vous me parlez, pas sur la page."


def test_a_member_votes_and_signs_up(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.publishes(POLL)
    announces(ana)
    browser = visit(zoe)
    voted = browser.presses("jeudi")
    browser.opens()
    signed_up = browser.presses("Je viens")

    assert "Votre vote : jeudi." in voted
    assert "C'est noté, vous venez" in signed_up
    assert "jeudi : " in zoe.says("!sondage 1")
    assert "Vous venez." in zoe.says("!evenement 1")
    assert "Votre vote : jeudi." in browser.opens()


def test_a_link_with_a_choice_shows_one_button_which_acts_once_pressed(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.publishes(POLL)
    browser = visit(zoe)
    browser.opens()
    word = browser.press("jeudi").partition("~")[0].replace(":", "-")
    place = f"in1-{word}"
    shown = browser.opens(place)

    assert "Voici ce que vous avez choisi." in browser.opens(f"in1-v1-{word}")
    assert browser.latest.html.index("<details>") > browser.latest.html.index("jeudi</button>")
    assert "Ceci a changé depuis que je vous ai écrit." in shown
    assert "Votre vote : jeudi." in browser.presses("jeudi", place)


def test_only_what_the_page_showed_is_voted_for(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.publishes(POLL)
    browser = visit(zoe)
    browser.opens()
    old = browser.press("jeudi")
    changes(ana, ("Les choix", "lundi, jeudi"))

    assert CHANGED in browser.sends({"press": old})


@pytest.mark.slow
def test_a_question_is_asked_and_a_thing_offered(town: Town, zoe: Neighbour) -> None:
    browser = visit(zoe)
    browser.opens("ask")
    browser.presses("Poser une question", "ask")
    browser.answers("Quand ouvre l'aide au <b>vélo</b> ?", "ask")
    sent = browser.presses("Envoyer avec mon nom", "ask")
    browser.opens("need")
    in_form = browser.presses("J'ai une offre", "need")

    assert "là où nous nous parlons" in sent
    assert "Quand ouvre l'aide" in zoe.inbox[-1]
    assert "<b>vélo" not in browser.latest.html
    assert "Votre réponse" in in_form
    assert "Annuler" not in zoe.says("!menu"), "the form of the page stands apart"


@pytest.mark.slow
def test_the_letters_rhythm_is_chosen(town: Town, zoe: Neighbour) -> None:
    browser = visit(zoe)
    shown = browser.opens("settings")
    browser.presses("Recevoir la lettre en privé", "settings")
    browser.opens("settings")
    monthly = browser.presses("Une lettre par mois", "settings")

    assert "Réglages" in shown
    assert "la première lettre de chaque mois" in monthly


IN_CHAT_ALONE = {
    "cmd:relier": "linking an account",
    "cmd:calendrier": "a secret address",
    "cmd:inviter": "an invitation",
    "cmd:start K7M-4PX-2RA-CDE": "a guessed code that gives a role",
    "cmd:membres": "the register",
    "cmd:moi": "who one is",
    "ask:rename": "a name",
    "cmd:jardinier territoire": "a seat",
}


def test_what_is_for_the_chat_alone_is_refused_also_to_gardeners(
    town: Town, ana: Neighbour
) -> None:
    browser = visit(ana)

    refused = [each for each in IN_CHAT_ALONE if NOT_HERE in browser.sends({"press": each})]

    assert refused == [*IN_CHAT_ALONE]


def test_nothing_that_needs_a_role_works_on_it() -> None:
    found = declarations()
    every = [*found.all_commands(), *found.buttons.values(), *found.forms.values()]

    assert any(each.works_on_own_page(None) for each in every)
    assert not [
        each.name
        for each in every
        if each.works_on_own_page(None) and each.permission.role(None) >= Role.GARDENER
    ]
    assert {
        each.call.__module__.rpartition(".")[2]
        for each in every
        if each.works_on_own_page(None) and each.is_personal
    } == {"data_overview", "departure", "consents", "secret_votes", "votes"}


def test_words_of_people_are_words_on_the_page(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.publishes("/sondage <script>alert(1)</script> ? | oui | non")

    assert "<script>alert(1)</script> ?" in visit(zoe).opens()


def test_a_link_is_of_one_community_and_one_account(town: Town, zoe: Neighbour) -> None:
    karim = town.member("Karim")
    theirs = OwnVisit(town)
    theirs.follows(link_for(karim))

    for place in ("in2-poll-1", "mail-1-1", "nothing", "ask-rename"):
        shown = theirs.opens(place)
        assert "page de Karim" in shown
        assert "Voici ce que vous avez choisi." not in shown
    assert "Zoé" not in theirs.latest.text
    assert zoe.name not in theirs.sends({"press": "nothing:1"})


def test_without_pages_the_command_says_so(town: Town, zoe: Neighbour) -> None:
    without_pages(town)

    assert "pas de pages web" in zoe.says("!mapage").lower()
