"""What members do on their page: as in chat, and nothing that is for the chat alone."""

from tests.handlers.own_page.own_visit import CLOSED, code_for, visit
from tests.town import CHANGED, Neighbour, Town

POLL = "/sondage Quelle date ? | mardi | jeudi"


def test_a_member_votes_and_signs_up(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.publishes(POLL)
    browser = visit(zoe)
    shown = browser.opens()
    voted = browser.presses("jeudi")

    assert "Quelle date ?" in shown
    assert "Votre vote" in voted, voted
    assert "jeudi" in voted
