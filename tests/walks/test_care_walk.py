"""The gardener's morning as people's carer: who waits, who is new, what was reported, what is open.

The ceilings are the numbers of today: a higher one needs a reason.
"""

from datetime import timedelta

import pytest

from bot.domain.roles import Seat
from tests.handlers.newcomers.test_greeting import greeter, newcomer
from tests.handlers.reports.test_reports import reports
from tests.town import Town
from tests.walks.test_walks import gardener, is_sound
from tests.walks.walks import MOST_LINES, Walk

pytestmark = pytest.mark.slow

SWITCHED = (
    ("Accueil par les membres", "Oui, le leur demander"),
    ("Question après une semaine", "Oui, après une semaine"),
)
WORDS = {
    "fr": {
        "todo": "à faire",
        "answer": "Répondre à Paul",
        "thanks": "Merci, nous passons ce matin.",
        "welcome": "Accueillir Zoé",
        "ask": "Demander à Max",
        "report": "Voir le signalement 1",
        "leave": "Rien à faire",
        "seen": "J'ai vu les nouveaux membres",
        "nothing": "Rien ne vous attend",
        "figures": "bilan",
        "figures card": "Bilan",
        "handover": "passation",
        "handover card": "Passation – ",
        "coffees": "binômes",
        "coffees card": "☕ Cafés entre membres",
    },
    "en": {
        "todo": "to do",
        "answer": "Answer Paul",
        "thanks": "Thank you, we come this morning.",
        "welcome": "Welcome Zoé",
        "ask": "Ask Max",
        "report": "Look at report 1",
        "leave": "Nothing to do",
        "seen": "I have seen the newcomers",
        "nothing": "Nothing waits",
        "figures": "figures",
        "figures card": "Figures",
        "handover": "handover",
        "handover card": "Handover – ",
        "coffees": "pairs",
        "coffees card": "☕ Coffees between members",
    },
}


@pytest.mark.parametrize(
    ("seat", "locale", "ceilings"),
    [
        pytest.param("territory", "fr", (6, 18, 12), id="telegram, in French"),
        pytest.param("territory", "en", (6, 19, 12), id="telegram, in English"),
        pytest.param("region", "fr", (0, 24, 15), id="matrix, in French"),
        pytest.param("region", "en", (0, 25, 15), id="matrix, in English"),
    ],
)
def test_a_gardener_looks_after_people(
    town: Town, seat: str, locale: str, ceilings: tuple[int, int, int]
) -> None:
    """Paul waits for an answer, Zoé for a welcome; Eve reported a message."""
    words = WORDS[locale]
    one = gardener(town, Seat(seat), locale)
    gardener(town, Seat(seat).other, "fr")
    carl = town.cultivator()
    for switch, on in SWITCHED:
        carl.says("/communaute energie")
        carl.presses(switch)
        carl.presses(on)
    max_ = greeter(town, "Max")
    newcomer(town, "Zoé", on="matrix")
    paul, eve = town.member("Paul"), town.member("Eve")
    paul.says("Le composteur déborde depuis hier")
    paul.presses("Envoyer")
    reports(eve, paul)
    town.move(timedelta(days=1))
    walk = Walk(one)

    for first, *then in (
        ("answer", "thanks"),
        ("welcome", "ask"),
        ("report", "leave"),
        ("seen",),
    ):
        walk.says(words["todo"])
        walk.presses(words[first])
        for each in then:
            act = walk.says if each == "thanks" else walk.presses
            act(words[each])
    done = walk.says(words["todo"])
    opened = [walk.says(words[each]) for each in ("figures", "handover", "coffees")]

    assert words["thanks"] in paul.inbox[-1]
    assert max_.inbox[-1].startswith("👋 Voulez-vous accueillir Zoé ?")
    assert "a examiné le message que vous avez signalé" in eve.inbox[-1]
    assert done.startswith(words["nothing"])
    for shown, each in zip(opened, ("figures", "handover", "coffees"), strict=True):
        assert shown.startswith(words[f"{each} card"])
    assert is_sound(walk)
    assert walk.longest <= MOST_LINES
    assert all(cost <= most for cost, most in zip(walk.costs, ceilings, strict=True)), walk.costs
