"""An event on Telegram and on Matrix at once: one list of people, one waiting list, one card."""

from datetime import timedelta

import pytest

from tests.networks.region import OnMatrix, Region, ana_and_luc_join, is_told, tells
from tests.synapse import Seen
from tests.transports.contract import eventually

EVENT = "/evenement Visite du composteur | samedi 5 décembre 14h30-16h30 | Besançon | 1 place"


@pytest.mark.slow
async def test_one_list_over_both_networks_and_a_place_that_goes_on(region: Region) -> None:
    luc = await ana_and_luc_join(region)
    preview = await tells(region.ana, EVENT, "Personne d'autre ne le voit encore")
    assert region.group.said == []
    await region.ana.taps(preview, "Annoncer")
    posted = await region.group.expect(lambda it: "Événement 1" in it.text)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    card = await square.told("Événement 1")

    async def on_matrix() -> Seen:
        return next(it for it in await square.ours() if it.id == card.id)

    answer = await region.ana.taps(posted, "Je viens")
    assert "vous venez : samedi 5 décembre" in answer.text
    await eventually(on_matrix, lambda it: "1 personne vient" in it.body)
    seeded = await eventually(on_matrix, lambda it: len(it.reactions) >= 3)
    first = min(seeded.reactions)
    await region.luc.reacts(region.square, card.id, first)
    await luc.told("C'est complet. Vous êtes en tête de la liste d'attente")
    await region.api.until(lambda: "1 en attente" in posted.text)

    await region.ana.taps(posted, "Je ne viens pas")
    await luc.told("Une place se libère pour vous")
    await luc.says("Je la prends", "vous venez : samedi 5 décembre")
    await eventually(
        on_matrix,
        lambda it: "1 personne vient" in it.body and "1 ne vient pas" in it.body,
    )
    await region.api.until(lambda: "Complet" in posted.text)

    await tells(region.ana, "/inscription 1 oui", "en tête de la liste d'attente")
    reacted = [it for it in await region.luc.timeline(region.square) if it["type"] == "m.reaction"]
    mine = next(it for it in reacted if it["sender"] == region.luc.user_id)
    await region.luc.redacts(region.square, mine["event_id"])
    await is_told(region.ana, "Une place se libère pour vous")
    await region.api.until(lambda: "Une place est proposée" in posted.text)


@pytest.mark.slow
async def test_a_called_off_event_is_struck_on_both_networks_and_survives_a_restart(
    region: Region,
) -> None:
    luc = await ana_and_luc_join(region)
    preview = await tells(region.ana, EVENT, "Personne d'autre ne le voit encore")
    await region.ana.taps(preview, "Annoncer")
    posted = await region.group.expect(lambda it: "Événement 1" in it.text)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    card = await square.told("Événement 1")
    await luc.says("!inscription 1 oui", "vous venez")
    await region.stop()
    await region.start()

    await tells(region.ana, "/evenement 1 date dimanche 6 décembre 15h", "seront prévenues")
    await region.moves(timedelta(minutes=31))
    await luc.told("Nouvelle date")
    await luc.says("Je viens toujours", "vous venez : dimanche 6 décembre à 15 h")
    await luc.says("!evenement 1 annuler Il va neiger", "L'événement 1 est annulé.")

    async def on_matrix() -> str:
        return next(it.body for it in await square.ours() if it.id == card.id)

    await eventually(on_matrix, lambda body: "🗓 ANNULÉ · " in body)
    await region.api.until(lambda: "🗓 ANNULÉ · " in posted.text)
    assert "Cet événement n'aura pas lieu." in posted.text
    assert posted.buttons == ()
