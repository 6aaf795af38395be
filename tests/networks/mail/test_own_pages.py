"""From an e-mail to one's own page: each choice leads to its part there, and does nothing yet."""

import pytest

from tests.handlers.own_page.own_visit import LINK, OwnVisit, code_for
from tests.handlers.polls.voting.test_changed_polls import changes
from tests.town import Neighbour, Town
from tests.web.own_pages import with_pages

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
