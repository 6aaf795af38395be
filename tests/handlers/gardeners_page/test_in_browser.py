"""The gardeners' page as a gardener meets it: in a browser, on a phone and on a desk.

With `PAGE_PICTURES=FOLDER` pictures are kept there, light and dark, to be looked at by people.
"""

import os
from pathlib import Path
from typing import Literal

import pytest

from tests.handlers.digest.news.writing import add_news
from tests.handlers.gardeners_page.page_visit import link_for
from tests.town import Neighbour, Town
from tests.web.browser import DESKTOP, PHONE, Tab, browser, needs_axe
from tests.web.own_pages import serving

pytestmark = [pytest.mark.slow, *needs_axe]


COLOURS: tuple[Literal["dark"], Literal["light"]] = ("dark", "light")


async def looked_at(tab: Tab, name: str) -> None:
    """Look for barriers, light and dark, and keep pictures where they are asked for."""
    for colours in COLOURS:
        await tab.page.emulate_media(color_scheme=colours)
        assert await tab.barriers() == []
    folder = os.environ.get("PAGE_PICTURES")
    if folder:
        for colours in COLOURS:
            width = DESKTOP if colours == "dark" else PHONE
            await tab.page.set_viewport_size({"width": width, "height": 800})
            await tab.page.emulate_media(color_scheme=colours)
            path = Path(folder) / f"{name}-{colours}.png"
            await tab.page.screenshot(path=path, full_page=True)


def test_a_gardener_tends_in_a_browser(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.member("Jeanne Petit")
    add_news(ana, "/actu Le broyeur est arrivé | En prêt à la mairie")
    ana.reviews_letter()
    ana.presses("Soumettre à Luc")
    link = link_for(luc)

    async def tends() -> None:
        async with serving(town) as url, browser() as tab:
            await tab.opens(f"{url}{link}")
            await looked_at(tab, "enter")
            await tab.page.get_by_role("button", name="Ouvrir la page").click()
            await tab.shows("Ana a soumis la lettre")
            await looked_at(tab, "todo")
            await tab.page.get_by_role("button", name="Relire la lettre").click()
            await tab.shows("En prêt à la mairie")
            await looked_at(tab, "letter")
            await tab.page.get_by_role("button", name="Approuver").click()
            await tab.shows("Elle part le mardi 1")
            await looked_at(tab, "approved")
            await tab.page.get_by_role("link", name="Les membres").click()
            await tab.page.get_by_role("button", name="Chercher un membre").click()
            await looked_at(tab, "search")
            await tab.page.get_by_label("Votre réponse").fill("petit")
            await tab.page.get_by_role("button", name="Envoyer").click()
            await tab.shows("Jeanne Petit")
            await looked_at(tab, "member")
            await tab.page.get_by_role("button", name="Fermer cette page").click()
            await tab.shows("Cette page est fermée")
            await looked_at(tab, "closed")
            assert await tab.page.title() == "Cette page est fermée"
            complaints = [each for each in tab.complaints if "403" not in each]
            assert complaints == []

    town.do(tends())
