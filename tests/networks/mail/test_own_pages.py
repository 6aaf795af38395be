"""From an e-mail to one's own page: each choice leads to its part there, and does nothing yet."""

import pytest

from tests.handlers.linking.accounts import MERGE, YES
from tests.handlers.linking.accounts import code_for as code_for_account
from tests.handlers.own_page.own_visit import CLOSED, LINK, OwnVisit, code_for
from tests.handlers.polls.voting.test_changed_polls import changes
from tests.town import Neighbour, Town
from tests.web.own_pages import PAGE, with_pages

POLL = "/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10"


@pytest.fixture(autouse=True)
def ana(town: Town, jeanne: Neighbour) -> Neighbour:
    with_pages(town)
    return town.gardener("territory")


def way_of(label: str, person: Neighbour) -> str:
    """The path that a choice of the last e-mail leads to."""
    (found,) = (each.url for each in person.direct[-1].choices if each.label == label)
    (path,) = LINK.findall(found)
    return str(path)


def test_a_choice_of_an_e_mail_leads_to_the_page_and_counts_once_pressed_there(
    town: Town, ana: Neighbour, jeanne: Neighbour
) -> None:
    ana.publishes(POLL)
    jeanne.says("/sondage 1")
    browser = OwnVisit(town)

    shown = browser.follows(way_of("jeudi 10", jeanne))
    before = ana.says("/sondage 1")
    place = browser.latest.html.partition('action="')[2].partition('"')[0].rpartition("/")[2]
    voted = browser.presses("jeudi 10", place)

    assert "Quelle date pour l'atelier ?" in shown
    assert "Soyez la première personne" in before
    assert "Votre vote : jeudi 10." in voted
    assert "1 vote" in ana.says("/sondage 1")


def test_what_changed_since_the_e_mail_is_shown_and_nothing_is_chosen(
    town: Town, ana: Neighbour, jeanne: Neighbour
) -> None:
    ana.publishes(POLL)
    jeanne.says("/sondage 1")
    way = way_of("jeudi 10", jeanne)
    changes(ana, ("Les choix", "lundi 7, jeudi 10"))

    shown = OwnVisit(town).follows(way)

    assert "lundi 7" in shown
    assert "Ceci a changé depuis que je vous ai écrit." in shown
    assert "Voici ce que vous avez choisi." not in shown


def test_two_accounts_that_become_one_have_one_voice_and_no_old_link(
    town: Town, ana: Neighbour, jeanne: Neighbour
) -> None:
    """Jeanne voted on her page; the member of a chat with whom she is merged voted, too."""
    ana.publishes(POLL)
    jeanne.says("/sondage 1")
    way, browser = way_of("jeudi 10", jeanne), OwnVisit(town)
    browser.follows(way)
    browser.opens()
    browser.presses("jeudi 10")
    zoe = town.member("Zoé")
    zoe.says("/voter 1 mardi 8")
    before = ana.says("/sondage 1")

    jeanne.says(f"relier {code_for_account(zoe)}")
    jeanne.says(YES, reply_to=jeanne.direct[-1])
    zoe.presses(MERGE)

    assert "2 votes" in before
    assert "1 vote" in ana.says("/sondage 1")
    assert CLOSED in browser.opens()
    assert OwnVisit(town).asks("GET", way).status == 403
    jeanne.says("/sondage 1")
    assert "✓ " in OwnVisit(town).follows(way_of("jeudi 10", jeanne).rpartition("/")[0])


def test_after_a_restore_no_link_of_an_older_e_mail_acts(
    town: Town, ana: Neighbour, jeanne: Neighbour
) -> None:
    ana.publishes(POLL)
    jeanne.says("/sondage 1")
    shown, way = jeanne.direct[-1], way_of("jeudi 10", jeanne)
    jeanne.says("/menu", unproven=True)
    [confirmation] = [each.url.removeprefix(PAGE) for each in jeanne.direct[-1].choices]
    with town.database.unit() as store:
        store.restored(town.clock.now())

    opened = OwnVisit(town).asks("GET", way)
    confirmed = OwnVisit(town).asks("POST", confirmation)
    jeanne.says("/sondage 1")
    anew = OwnVisit(town).follows(way_of("jeudi 10", jeanne))

    assert (opened.status, confirmed.status) == (403, 404)
    assert "« ma page »" in opened.text
    assert "Votre vote" not in jeanne.says("2", reply_to=shown)
    assert "Voici ce que vous avez choisi." in anew
    assert "1 vote" not in ana.says("/sondage 1")


@pytest.mark.slow
def test_who_has_a_mailbox_alone_votes_in_secret_on_the_page(
    town: Town, ana: Neighbour, jeanne: Neighbour
) -> None:
    town.crowd(4)
    ana.publishes(f"{POLL} --secret")
    jeanne.says("/sondage 1")
    browser = OwnVisit(town)
    browser.follows(way_of("Voter sur ma page", jeanne))
    asked = browser.presses("mardi 8", "poll")
    voted = browser.goes_on("poll", code=code_for(jeanne))

    assert "Ceci ne regarde que vous." in asked
    assert "Votre reçu" in voted
    again = jeanne.says("/sondage 1")
    assert "Pour changer votre vote, il faut son reçu." in again
    assert "Changer mon vote avec mon reçu" in OwnVisit(town).follows(
        way_of("Changer mon vote sur ma page", jeanne)
    )
