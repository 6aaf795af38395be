"""A date is found over two networks, becomes an event, and people who can come sign up."""

import pytest

from tests.networks.region import (
    OnMatrix,
    Region,
    ana_and_luc_join,
    is_told,
    taps,
    tells,
    zoe_and_max_join,
)
from tests.synapse import Synapse

pytestmark = pytest.mark.slow

ASKED = "/sondage Atelier : quand ? | 5 décembre 14h-16h | 6 décembre 10h --date"


async def test_a_date_poll_becomes_an_event_with_sign_ups(region: Region, synapse: Synapse) -> None:
    await ana_and_luc_join(region)
    zoe, max_ = await zoe_and_max_join(region, synapse)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    await tells(region.ana, ASKED, "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text)
    await square.told("oui, si besoin ou non pour chaque date")

    answer = await zoe.taps(posted, posted.labels[0])
    await max_.says("!voter 1 samedi 5 décembre si besoin", "si besoin")
    await region.api.until(lambda: "1 oui et 1 si besoin" in posted.text)
    offered = await tells(region.ana, "/cloturer 1", "et son résultat est publié")
    await is_told(region.ana, "Et maintenant")
    [label] = [each for each in offered.labels if each.startswith("Créer l")]
    await taps(region.ana, offered, label, "Où ?")
    places = await tells(region.ana, "Besançon", "Combien y a-t-il de places ?")
    draft = await taps(region.ana, places, "Passer", "ne le voit encore")
    await taps(region.ana, draft, "Annoncer", "tout le monde")

    asked = await is_told(zoe, "Confirmez-vous")
    await zoe.taps(asked, "Je viens")
    await max_.told("Pouvez-vous venir")
    await max_.says("Je viens", "vous venez")
    event = await region.group.expect(lambda it: "Événement 1" in it.text)

    assert "oui." in answer.text
    await region.api.until(lambda: "2 personnes viennent" in event.text)
