"""Members' own pages in a browser, on a phone and on a desk, in both languages.

With `PAGE_PICTURES=FOLDER` pictures are kept there, light and dark, to be looked at by people.
"""

import pytest

from tests.handlers.events.gatherings import announces
from tests.handlers.gardeners_page.test_in_browser import looked_at
from tests.handlers.own_page.own_visit import code_for, link_for
from tests.town import Neighbour, Town
from tests.web.browser import browser, needs_axe
from tests.web.own_pages import serving

pytestmark = [pytest.mark.slow, *needs_axe]


def test_a_member_takes_part_in_a_browser(town: Town, ana: Neighbour) -> None:
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 décembre | jeudi 10 décembre")
    announces(ana)
    zoe = town.member("Zoé", on="matrix", locale="fr")
    link = link_for(zoe)

    async def takes_part() -> None:
        async with serving(town) as url, browser() as tab:
            await tab.opens(f"{url}{link}")
            assert link.rpartition("/")[2] not in tab.page.url
            await looked_at(tab, "own-first")
            await tab.page.get_by_role("button", name="jeudi 10 décembre").click()
            await tab.shows("Votre vote : jeudi 10 décembre.")
            await tab.opens(f"{url}/f/me/in1-v1-vote-1-1")
            await looked_at(tab, "own-chosen")
            await tab.page.get_by_role("link", name="Mes données").click()
            await tab.page.get_by_role("button", name="envoyer un code").click()
            await tab.page.get_by_label("Votre code").wait_for()
            await looked_at(tab, "own-given")
            await town.app.settle()
            await tab.page.get_by_label("Votre code").fill(code_for(zoe))
            await tab.page.get_by_role("button", name="Continuer").click()
            await tab.shows("Tout ce qui est gardé sur vous")
            await looked_at(tab, "own-data")
            await tab.page.get_by_role("button", name="Fermer cette page").click()
            await tab.shows("Cette page est fermée")
            assert await tab.page.title() == "Cette page est fermée"
            assert [each for each in tab.complaints if "403" not in each] == []

    town.do(takes_part())


@pytest.mark.sweep
def test_the_page_is_in_its_members_language(town: Town, ana: Neighbour) -> None:
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10")
    link = link_for(town.member("Jo", locale="en"))

    async def looks() -> None:
        async with serving(town) as url, browser() as tab:
            await tab.opens(f"{url}{link}")
            await tab.shows("This is open now.")
            await looked_at(tab, "own-english")
            assert await tab.finds("document.documentElement.lang") == "en"

    town.do(looks())
