"""Personal acts: possible for a while after a code, in the browser in which it was given."""

from datetime import timedelta

import pytest

from bot.core.context.job_context import PROOF_LIFE
from bot.domain import codes
from storage.inbound import OwnPageLinks
from tests.handlers.own_page.own_visit import CLOSED, CODE, OwnVisit, code_for, link_for, visit
from tests.handlers.personal_data.departures import everything
from tests.town import Neighbour, Town

ASKED = "Ceci ne regarde que vous."
WRONG = "Ce code n'est pas le bon"


def proven(browser: OwnVisit, member: Neighbour, tab: str = "mydata") -> str:
    """Ask for a code and give it."""
    browser.opens(tab)
    browser.goes_on(tab)
    return browser.goes_on(tab, code=code_for(member))


def test_ones_data_are_shown_after_a_code_in_that_browser_for_a_while(
    town: Town, zoe: Neighbour
) -> None:
    link = link_for(zoe)
    browser, other = OwnVisit(town), OwnVisit(town)
    browser.follows(link)
    other.follows(link)
    said = len(zoe.inbox)
    first = browser.opens("mydata")
    sent_by_looking = len(zoe.inbox) - said
    shown = proven(browser, zoe)

    assert ASKED in first
    assert "M'envoyer un code" in first
    assert sent_by_looking == 0
    assert "Tout ce qui est gardé sur vous" in shown
    assert ASKED not in browser.opens("mydata")
    assert ASKED in other.opens("mydata")
    town.clock.move(PROOF_LIFE)
    assert ASKED in browser.opens("mydata")


@pytest.mark.parametrize("given", [False, True])
def test_no_proof_but_that_of_the_code_counts(town: Town, zoe: Neighbour, *, given: bool) -> None:
    link = link_for(zoe)
    browser, other = OwnVisit(town), OwnVisit(town)
    for each in (browser, other):
        each.follows(link)
    if given:
        proven(browser, zoe)
        assert ASKED not in browser.opens("mydata")
    with town.database.reading() as store:
        kept = store[OwnPageLinks].with_token(
            codes.digest_of_token(link.split("/")[3]), town.clock.now()
        )
    assert kept is not None

    for forged in ("", codes.digest_of_token(""), kept.proof or "None"):
        other.cookies["__Host-proof"] = forged
        assert ASKED in other.opens("mydata")


def test_a_code_works_once_and_not_after_five_wrong_ones(town: Town, zoe: Neighbour) -> None:
    browser = visit(zoe)
    proven(browser, zoe)
    used = code_for(zoe)
    again = visit(zoe)
    again.opens("mydata")
    again.goes_on("mydata")
    code = code_for(zoe)

    assert WRONG in again.goes_on("mydata", code=used)
    for _ in range(4):
        assert WRONG in again.goes_on("mydata", code="AAA-AAA-AA")
    assert WRONG in again.goes_on("mydata", code=code)
    assert not any(code in row or used in row for row in everything(town))


@pytest.mark.parametrize(
    "press", ["cmd:mesdonnees", "mydata_file:link", "leave:leave:1", "left:forget:1", "left:stop:1"]
)
def test_a_forged_press_is_asked_again_too(town: Town, zoe: Neighbour, press: str) -> None:
    browser = visit(zoe)
    shown = browser.sends({"press": press})

    assert ASKED in shown
    assert CLOSED not in browser.opens()
    assert CODE.search(zoe.inbox[-1])


def test_a_member_leaves_and_is_erased_on_the_page(town: Town, zoe: Neighbour) -> None:
    browser = visit(zoe)
    proven(browser, zoe, "leave")
    browser.presses("Effacer mes données", "leave")
    erased = browser.presses("Oui, tout effacer", "leave")

    assert "Tout ce qui vous concerne est effacé." in erased
    assert CLOSED in browser.opens()
    assert not any("Zoé" in row for row in everything(town))


def test_a_secret_vote_is_cast_after_a_code_and_its_receipt_shown(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    town.crowd(4)
    ana.publishes("/sondage Garder la gardienne ? | oui | non --secret")
    browser = visit(zoe)
    browser.opens()
    asked = browser.presses("non")
    voted = browser.goes_on(code=code_for(zoe))
    town.move(timedelta(minutes=1))

    assert ASKED in asked
    assert "Votre reçu" in voted
    assert not any("Votre reçu" in each for each in zoe.inbox)
    assert "Vous avez voté." in zoe.says("!sondage 1")
    assert not any(voted.partition("Votre reçu : ")[2][:19] in row for row in everything(town))


def test_only_the_page_that_showed_the_receipt_changes_a_secret_vote(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    town.crowd(4)
    ana.publishes("/sondage Garder la gardienne ? | oui | non --secret")
    browser = visit(zoe)
    browser.opens()
    browser.presses("non")
    browser.goes_on(code=code_for(zoe))
    press = browser.press("Changer pour : oui")
    receipt = press.split(":")[3].partition("~")[0]

    forged = browser.sends({"press": press.replace(receipt, "AAAA-BBBB-CCCC-DDDD")})
    changed = browser.sends({"press": press})

    assert "Votre vote : oui." not in forged
    assert "Votre vote : oui." in changed
    assert receipt in changed


@pytest.mark.slow
def test_codes_are_sent_ten_times_at_most(town: Town, zoe: Neighbour) -> None:
    browser = visit(zoe)
    for _ in range(10):
        browser.opens("mydata")
        answer = browser.goes_on("mydata")

    assert "codes" in answer
    assert "M'envoyer un code" in browser.opens("mydata")
