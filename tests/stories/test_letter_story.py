"""The whole story of a letter, on Telegram and on Matrix: from a feed to each reader, once."""

from collections import Counter
from datetime import timedelta

import pytest
from aiohttp import web

from bot.web.safe_fetch import SafeFetcher
from tests.emulator import Person
from tests.handlers.feeds.feeds import feed, item
from tests.networks.region import (
    OnMatrix,
    Region,
    ana_and_luc_join,
    is_told,
    taps,
    tells,
    zoe_and_max_join,
)
from tests.patience import HANG
from tests.synapse import Synapse
from tests.web.safe_fetch.sites import OUTSIDE, Site, leading, pretended, site

pytestmark = pytest.mark.slow

LETTER = "Vous la recevez parce que"
GREETING, INTRODUCTION = "Bonjour à vous !", "Cette semaine, on composte."


async def gazette(request: web.Request) -> web.StreamResponse:
    if request.path == "/feed.xml":
        content = feed(
            item(1, "Bal", description="Venez danser.", link=str(request.url.with_path("/1")))
        )
        return web.Response(body=content, content_type="application/rss+xml")
    return web.Response(text="une page", content_type="text/html")


async def take_feed_item(region: Region, here: Site) -> None:
    """Ana follows a feed, and takes what it proposes into the letter."""
    url = here.url("/feed.xml", "gazette.example")
    shown = await tells(region.ana, f"/flux {url}", "La Gazette")
    await region.ana.taps(shown, "Suivre")
    proposed = await is_told(region.ana, "📰 Bal")
    await taps(region.ana, proposed, "Dans la lettre", "dans la lettre")


async def take_proposal(region: Region, zoe: Person) -> None:
    """Zoé proposes news, which Ana amends and takes in."""
    shown = await tells(zoe, "/actu Le marché | Samedi au port", "ne la voit encore")
    await taps(zoe, shown, "La proposer", "est transmise")
    card = await is_told(region.ana, "Le marché")
    parts = await taps(region.ana, card, "Modifier d'abord", "Le marché")
    await taps(region.ana, parts, "Titre", "nouveau titre")
    await tells(region.ana, "Le grand marché", "Le grand marché")
    again = await tells(region.ana, "/actu 2", "Le grand marché")
    await taps(region.ana, again, "Mettre dans la lettre", "dans la lettre")
    await is_told(zoe, "sera dans la lettre")


async def gather(region: Region, luc: OnMatrix, here: Site) -> None:
    """A consultation, news for those who take part, a poll, an event, and the opening."""
    link = here.url("/avis", "gazette.example")
    line = f"!actu Plan vélo | Votre avis ? | {link} --consultation --fin 12 janvier"
    await luc.says(line, "ne la voit encore")
    await luc.says("Mettre dans la lettre", "elle est dans la lettre")
    shown = await tells(region.ana, "/actu Réunion | Lundi à 18 h", "ne la voit encore")
    parts = await taps(region.ana, shown, "Modifier", "Actualité 4")
    whom = await taps(region.ana, parts, "Pour qui", "Pour tout le monde.")
    await taps(region.ana, whom, "Je participe activement", "Pour : Je participe")
    again = await tells(region.ana, "/actu 4", "Réunion")
    await taps(region.ana, again, "Mettre dans la lettre", "dans la lettre")
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    shown = await tells(region.ana, "/evenement Visite | samedi 12 décembre 14h", "ne le voit")
    await taps(region.ana, shown, "Annoncer", "est annoncé")
    await luc.says(f"!lettre accueil {GREETING}", "accueil")
    await tells(region.ana, f"/lettre introduction {INTRODUCTION}", "ntroduction")


def copies(region: Region, zoe: Person) -> Counter[str]:
    """The number of letters in each chat of Telegram."""
    private = [it for it in zoe.private.said if LETTER in it.text]
    shared = [it for it in region.group.said if "Le grand marché" in it.text]
    return Counter(private=len(private), shared=len(shared))


async def test_a_letter_from_its_sources_to_each_reader(region: Region, synapse: Synapse) -> None:
    async with site(gazette) as here:
        resolve = leading(gazette=[OUTSIDE])
        region.web = SafeFetcher(public=pretended, resolve=resolve, ports={here.port}, seconds=HANG)
        await region.stop()
        await region.start()
        luc = await ana_and_luc_join(region)
        zoe, max_ = await zoe_and_max_join(region, synapse)
        square = OnMatrix(region.luc, region.us.user_id, region.square)
        await take_feed_item(region, here)
        await take_proposal(region, zoe)
        await gather(region, luc, here)

        draft = await tells(region.ana, "/lettre", "Lettre 1 : brouillon.")
        preview = await taps(region.ana, draft, "Aperçu", "Destinataires")
        hers = await taps(region.ana, preview, "Je suis les actualités", LETTER)
        shared = await taps(region.ana, preview, "Dans les salons", "– Bal")
        await taps(region.ana, preview, "Soumettre à Luc", "Luc doit encore l'approuver")
        await luc.told("Approuver")
        await luc.says("Approuver", "approuvée par Luc")
        await luc.says("!lettre", "Lettre 1")
        await luc.says("Aperçu", "Destinataires")
        his = await luc.says("Je participe activement", LETTER)
        await region.moves(timedelta(hours=22, minutes=1))

        seen = await is_told(zoe, LETTER)
        assert seen.text == hers.text
        on_matrix = await max_.told(LETTER)
        assert on_matrix.body == his.body.removesuffix("\n4. Corriger")  # the decision below it
        posted = await region.group.expect(lambda it: "– Bal" in it.text)
        assert posted.text == shared.text
        in_square = await square.told("– Bal")
        assert "Le grand marché" in in_square.body
        await check_contents(seen.text, on_matrix.body)

        await region.stop()
        await region.start()
        await region.moves(timedelta(hours=1))
        await tells(region.ana, "/lettre", "Lettre 2")
        assert copies(region, zoe) == Counter(private=1, shared=1)
        assert sum(LETTER in it.body for it in await max_.ours()) == 1
        assert sum("– Bal" in it.body for it in await square.ours()) == 1


async def check_contents(hers: str, his: str) -> None:
    """All parts are there; items for active members are for Max alone."""
    for letter in (hers, his):
        for part in (GREETING, INTRODUCTION, "Bal", "Le grand marché", "Plan vélo", "Quand ?"):
            assert part in letter
        assert "Visite" in letter
        assert "Le marché" not in letter
    assert "Réunion" in his
    assert "Réunion" not in hers
