"""Consent polls: adopted if nobody objects; an objection comes with its reason."""

from datetime import timedelta

import pytest

from tests.handlers.linking.accounts import linked
from tests.town import BACK_ROOM, SQUARE, Town

ASKED = "/sondage Se retrouver chaque premier samedi --consentement"


def test_an_objection_counts_with_its_reason_which_the_gardeners_read(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes(ASKED)
    card = town.said_in(zoe.square)[-1]
    zoe.presses("Pas d'objection", card, zoe.square)

    asked = yan.says("!voter 1 objection")
    uncounted = town.said_in(zoe.square)[-1].text
    told = yan.says("Le samedi, je travaille.")
    objection = town.said_in(BACK_ROOM)[-1].text
    ana.says("/sondage 1")
    read = ana.presses("Toutes les objections")
    ana.says("/cloturer 1")
    result = town.said_in(zoe.square)[-1].text

    assert "adopté si personne n'objecte" in card.text
    assert asked.startswith("Quelle est votre objection")
    assert "Objection : 0" in uncounted
    assert told.endswith("Votre vote : Objection.")
    assert objection.endswith("Yan objecte :\nLe samedi, je travaille.")
    assert "1. Yan\nLe samedi, je travaille." in read
    assert "1 objection : la proposition n'est pas adoptée en l'état." in result
    assert "travaille" not in result


def test_an_objection_is_lifted_with_its_reason(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(ASKED)

    zoe.says("/voter 1 objection : trop tôt")
    ana.says("/sondage 1")
    card = ana.direct[-1]
    before = ana.presses("Toutes les objections", card)
    zoe.says("/voter 1 je m'abstiens")
    after = ana.presses("Toutes les objections", card)
    ana.says("/cloturer 1")

    assert "1. Zoé\ntrop tôt" in before
    assert after.endswith("Personne n'a rien écrit.")
    assert "Personne n'objecte, mais tout le monde s'est abstenu." in (
        town.said_in(SQUARE["telegram"])[-1].text
    )


@pytest.mark.slow
def test_an_objection_goes_with_its_reason_where_a_linked_account_voted_later(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes(ASKED)
    zoe.says("/voter 1 objection : trop tôt")
    town.move(timedelta(minutes=1))
    yan.says("!voter 1 pas d'objection")
    linked(zoe, yan)
    ana.says("/sondage 1")

    assert "Objection : 0" in ana.direct[-1].text
    assert ana.presses("Toutes les objections").endswith("Personne n'a rien écrit.")


def test_a_proposal_is_adopted_where_nobody_objects(town: Town) -> None:
    """Consent is the absence of objections: https://www.sociocracyforall.org/consent-decision-making."""
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(ASKED)
    zoe.says("/voter 1 pas d'objection")
    ana.says("/cloturer 1")

    assert "Adopté : personne n'objecte." in town.said_in(SQUARE["telegram"])[-1].text


def test_a_consent_poll_is_made_step_by_step(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Autres types de sondages")

    asked = ana.presses("Demander le consentement")
    ana.says("Se retrouver chaque premier samedi")
    preview = ana.presses("Passer")

    assert asked.startswith("Que proposez-vous ?")
    assert preview.startswith(
        "📊 Se retrouver chaque premier samedi\nPas d'objection\nJe m'abstiens\nObjection\n"
        "adopté si personne n'objecte · noms non affichés"
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (f"{ASKED} | oui | non", "Ce type de sondage a ses propres choix"),
        (f"{ASKED} --date", "Un sondage est d'un seul type."),
    ],
)
def test_impossible_options_are_explained(town: Town, typed: str, answer: str) -> None:
    assert town.gardener("territory").says(typed).startswith(answer)
