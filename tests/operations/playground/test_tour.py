"""The playground in a real browser: its seven steps, by mouse and keyboard."""

import pytest

from tests.operations.playground.conftest import Served
from tests.operations.playground.visitor import Visitor
from tests.web.browser import DESKTOP, browser, needs_axe

pytestmark = [pytest.mark.slow, *needs_axe]


async def test_the_tour_ticks_itself_off(played: Served) -> None:
    async with browser(width=DESKTOP) as tab:
        await tab.opens(played.page)
        visitor = Visitor(tab)
        assert await tab.barriers() == []

        await visitor.presses("telegram", "Besançon")
        await tab.page.locator("#log-matrix", has_text="25 votes").wait_for()
        await visitor.becomes("Malik")
        await visitor.says("direct", "!voter 2 Dijon")
        await visitor.has_done(1)

        await visitor.becomes("Zoé")
        await visitor.presses("telegram", "Je viens")
        await visitor.has_done(2)

        await visitor.says("direct", "Bonjour, puis-je apporter un gâteau ?")
        await visitor.presses("direct", "Envoyer")
        await visitor.has_done(3)

        await visitor.becomes("Ana", "Équipe")
        await visitor.replies("team", "gâteau", "Avec plaisir !")
        await visitor.has_done(4)

        await visitor.becomes("Luc", "Région")
        await tab.page.get_by_role("button", name="Répondre").last.click()
        await visitor.says("direct", "Oui, dès cette année.")
        await visitor.says("direct", "publier")  # at once, before the draft is shown
        await visitor.has_done(5)

        await visitor.becomes("Ana")
        await visitor.presses("direct", "Approuver")
        await visitor.has_done(6)

        await tab.page.get_by_role("button", name="+1 jour").click()
        await visitor.has_done(7)
        for room in ("telegram", "matrix"):
            letter = tab.page.locator(f"#log-{room}", has_text="lettre du mardi")
            assert "La toiture de l’école produit" in await letter.inner_text()
        assert await tab.barriers() == []
        assert tab.complaints == []


async def test_no_page_has_barriers_in_the_dark(played: Served) -> None:
    async with browser(dark=True) as tab:
        await tab.opens(played.page)
        visitor = Visitor(tab)
        for name, room in (("Luc", "Région"), ("Ana", "Équipe"), ("Théo", "Annonces")):
            await visitor.becomes(name, room)
            assert await tab.page.locator("[role=log]").count() == 3
            assert await tab.barriers() == []
        assert tab.complaints == []


async def test_a_phone_is_led_to_the_private_answer(played: Served) -> None:
    async with browser() as tab:
        await tab.opens(f"{played.page}?me=newcomer")
        visitor = Visitor(tab)

        await visitor.presses("telegram", "Dijon")
        await visitor.buttons("direct", "J’ai 15 ans").wait_for()

        in_sight = "document.querySelector('.own').getBoundingClientRect().top < innerHeight / 2"
        await tab.page.wait_for_function(in_sight)


async def test_everything_is_done_without_a_script(played: Served) -> None:
    async with browser(java_script_enabled=False) as tab:
        await tab.opens(played.page)
        visitor = Visitor(tab)

        await visitor.presses("telegram", "Besançon")
        await tab.shows("Votre vote")
        await tab.page.locator("#say-direct textarea").fill("/agenda")
        await tab.page.locator("#say-direct").get_by_role("button", name="Envoyer").click()
        await tab.page.locator("#log-direct", has_text="/agenda").wait_for()
        await tab.page.get_by_role("button", name="+1 heure").click()

        assert "11:00" in await tab.page.locator("#moment").inner_text()
