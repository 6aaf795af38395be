"""A visit at the home of the person of a portrait: they propose it, or say yes to a gardener."""

from tests.handlers.audit.traces import presses_forged
from tests.handlers.portraits.portraits import ROOM, agrees, answers, own, publishes
from tests.town import Neighbour, Town, labels

PROPOSE = "Proposer une visite"


def test_a_person_is_visited_with_their_yes(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    answers(zoe)
    unasked = presses_forged(ana, "visit_of:portrait:1")
    agrees(zoe.wants_messages(), ROOM)
    publishes(ana)
    ana.says("/portrait")
    ana.presses("Portrait de Zoé")
    asked = ana.presses(PROPOSE)
    question = zoe.inbox[-1]
    zoe.presses("Oui, choisir un jour")
    zoe.says("samedi 12 décembre 14h")
    preview = zoe.says("7 allée du Canari, Dole")
    own(zoe)

    assert unasked.startswith("Cela ne se visite pas")
    assert asked == "La réponse revient à Zoé : rien n'est annoncé avant."
    assert question.startswith("Visite chez Zoé\nAna aimerait proposer une visite")
    assert preview.startswith("🗓 Visite chez Zoé\nSamedi 12 décembre à 14 h\n📍 7 allée du Canari")
    assert PROPOSE in labels(zoe)
