"""A secret vote is changed on the page on another day: with its receipt, as in chat, and a code."""

import pytest

from bot.core.context.job_context import PROOF_LIFE
from storage.polls import SecretVotes
from tests.handlers.own_page.own_visit import OwnVisit, code_for, visit
from tests.handlers.personal_data.departures import everything
from tests.handlers.polls.voting.secrecy.test_secret_votes import counted, receipt_in
from tests.town import Neighbour, Town

POLL = "/sondage Garder la gardienne ? | oui | non | plus tard --secret"
CHANGE = "Changer mon vote avec mon reçu"
NO_COMMANDS = ("/voter", "!voter")


@pytest.fixture(autouse=True)
def crowd(town: Town, ana: Neighbour) -> list[Neighbour]:
    return town.crowd(4)


def votes(browser: OwnVisit, zoe: Neighbour, *labels: str) -> str:
    """Vote after a code; returns the receipt."""
    browser.opens()
    for label in labels:
        shown = browser.presses(label)
        if "Ceci ne regarde que vous." in shown:
            shown = browser.goes_on(code=code_for(zoe))
    assert not any(each in shown for each in NO_COMMANDS)
    return receipt_in(shown)


def another_day(town: Town, zoe: Neighbour) -> OwnVisit:
    """Zoé's page in a browser that knows nothing of the vote."""
    town.move(PROOF_LIFE)
    browser = visit(zoe)
    shown = browser.opens()
    assert not any(each in shown for each in NO_COMMANDS)
    return browser


def proven(browser: OwnVisit, zoe: Neighbour, label: str) -> str:
    """Press a button that asks for a code, and give it."""
    browser.presses(label)
    return browser.goes_on(code=code_for(zoe))


def test_its_receipt_changes_a_vote_on_another_day(
    town: Town, ana: Neighbour, zoe: Neighbour, crowd: list[Neighbour]
) -> None:
    ana.publishes(POLL)
    browser = visit(zoe)
    before = browser.opens()
    receipt = votes(browser, zoe, "non")

    later = another_day(town, zoe)
    later.presses(CHANGE)
    shown = later.answers(receipt.lower())
    changed = proven(later, zoe, "oui")
    for each in crowd:
        each.says("/voter 1 oui")
    kept = any(receipt in row for row in everything(town))
    ana.says("/cloturer 1")

    assert "Vous recevrez un reçu, à garder" in before
    assert "Votre vote reste tel quel" in shown
    assert receipt_in(changed) == receipt
    assert not kept
    assert counted(town) == {(1,): 5}


def test_several_choices_are_ticked_anew_and_a_vote_withdrawn(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.publishes(f"{POLL} --multiple")
    receipt = votes(visit(zoe), zoe, "oui", "plus tard", "Voter : 2 choix")

    later = another_day(town, zoe)
    later.presses(CHANGE)
    later.answers(receipt)
    ticked = proven(later, zoe, "non")
    changed = later.presses("Voter : 1 choix")
    later.opens()
    later.presses(CHANGE)
    later.answers(receipt)
    withdrawn = later.presses("Retirer mon vote")
    with town.database.reading() as store:
        voted = store[SecretVotes].turnout(1).voted

    assert "Pour l'instant, et pas encore compté : non" in ticked
    assert "Votre vote : non." in changed
    assert "Votre vote est retiré" in withdrawn
    assert voted == 0


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("je ne sais plus", "Un reçu ressemble à ceci"),
        ("AAAA-BBBB-CCCC-DDDD", "n'est pas un reçu de"),
    ],
)
def test_without_the_receipt_the_vote_stays_and_what_was_typed_is_not_kept(
    town: Town, ana: Neighbour, zoe: Neighbour, typed: str, why: str
) -> None:
    ana.publishes(POLL)
    browser = visit(zoe)
    old = browser.press("non") if browser.opens() else ""
    receipt = votes(browser, zoe, "non")
    again = browser.sends({"press": old})
    browser.opens()
    browser.presses(CHANGE)
    shown = browser.answers(typed)
    browser.opens()

    assert CHANGE in again
    assert why in shown
    assert 'name="question"' not in browser.latest.html
    assert not any(typed in row or receipt in row for row in everything(town))


def test_a_receipt_given_too_late_is_not_kept(
    town: Town, ana: Neighbour, zoe: Neighbour, crowd: list[Neighbour]
) -> None:
    ana.publishes(POLL)
    browser = visit(zoe)
    receipt = votes(browser, zoe, "non")
    browser.opens()
    browser.presses(CHANGE)
    for each in crowd:
        each.says("/voter 1 oui")
    ana.says("/cloturer 1")

    assert "est clos" in browser.answers(receipt)
    assert not any(receipt in row for row in everything(town))


def test_in_chat_a_receipt_is_typed_with_the_vote(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.publishes(POLL)
    zoe.says("!voter 1 non")

    shown = zoe.forges("poll_receipt_use:1", zoe.direct[-1])

    assert "Quel est le reçu" not in shown
    assert "avec un reçu inventé" in shown


def test_an_open_question_is_answered_on_the_page(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.publishes("/sondage Que manque-t-il ici ? --ouverte")
    browser = visit(zoe)
    shown = browser.opens()
    browser.presses("Répondre")
    answered = browser.answers("Un <b>banc</b> au soleil")
    after = browser.opens()

    assert not any(each in shown + answered + after for each in NO_COMMANDS)
    assert "par écrit" not in shown
    assert "Vous avez répondu" in answered
    assert "Un <b>banc</b> au soleil" in "".join(everything(town))
