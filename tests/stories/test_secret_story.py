"""A secret vote on Telegram and on Matrix: led into private, changed by its receipt, counted."""

import re

import pytest

from tests.networks.region import YES, OnMatrix, Region, ana_and_luc_join, is_told, tells


@pytest.mark.slow
async def test_a_secret_vote_is_cast_in_private_on_both_networks(region: Region) -> None:
    luc = await ana_and_luc_join(region)
    others = [region.api.person(name) for name in ("Zoé", "Max", "Yan")]
    for each in others:
        await each.taps(await tells(each, "/rejoindre", "Rejoindre"), YES)
        await is_told(each, "Bienvenue")
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi --secret", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text)
    card = await OnMatrix(region.luc, region.us.user_id, region.square).told("Sondage 1")

    link = (await region.ana.taps(posted, "Voter en privé")).url
    assert link is not None
    region.ana.follows(link)
    offered = await is_told(region.ana, "Personne ne pourra savoir")
    await region.ana.taps(offered, "mardi")
    await region.api.until(lambda: "Votre reçu" in offered.text)
    told = await luc.says("!voter 1 jeudi", "Votre reçu")
    receipt = re.search(r"Votre reçu\s*:\s*(\S+)", told.body)
    assert receipt is not None
    for each in others:
        await tells(each, "/voter 1 jeudi", "Votre reçu")
    await region.api.until(lambda: "5 personnes ont voté, sur 5" in posted.text)
    during = posted.text
    await luc.says(f"!voter 1 mardi {receipt[1]}", "Votre vote : mardi.")
    await tells(region.ana, "/cloturer 1", "clos")
    await region.api.until(lambda: "2 (40 %)" in posted.text)

    assert not card.reactions, "nobody may see who votes"
    assert "%" not in during
    assert "2 (40 %)" in posted.text
