"""Every page in a real browser, on a phone and on a desk: no barrier, and nothing is blocked.

With `PAGE_PICTURES=FOLDER` pictures are kept there, light and dark, to be looked at by people.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.map import AreaCount, AreaLevel
from storage.communities import Communities
from storage.map import EVERYBODY, MapSnapshots, MemberSnapshot
from tests.handlers.digest.sending.letters import DUE, ready
from tests.handlers.public_page.public_pages import HOME, PARTS, show_part
from tests.handlers.public_page.test_consents import YES, answer, ask
from tests.handlers.public_page.test_pages import VISIT, announce
from tests.town import Neighbour, Town
from tests.web.browser import PHONE, Tab, browser, needs_axe
from tests.web.own_pages import serving

pytestmark = [*needs_axe, pytest.mark.slow]

LONG = "Anticonstitutionnellement" * 4
PATHS = {
    "community": HOME,
    "event": f"{HOME}/events/1",
    "online event": f"{HOME}/events/2",
    "questions": f"{HOME}/questions",
    "search": f"{HOME}/questions?q=broyeur&lang=en",
    "nothing found": f"{HOME}/questions?q=zzz",
    "polls": f"{HOME}/polls",
    "letters": f"{HOME}/letters",
    "no page": f"{HOME}/events/99",
}


def fill(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    """Everything that a page may show, with words that are too long."""
    ana.wants_messages()
    with town.database.unit() as store:
        energie = store[Communities].get(1)
        energie.public_channel, energie.territories = True, ["Doubs", "Jura"]
    for part in PARTS:
        show_part(ana, luc, part)
    ana.says("/page")
    ana.presses("Y mettre mon nom")
    announce(ana, f"{VISIT} | 20 places")
    announce(ana, f"/evenement {LONG} | mardi 8 décembre 18h | https://visio.example/a")
    zoe = town.member("Zoé")
    for number, words in enumerate(("Quand ouvre l'aide au vélo ?", f"Un broyeur ? {LONG}"), 1):
        ask(town, ana, zoe, words)
        answer(luc, number, f"En mai.\nVoir https://exemple.fr/{LONG}")
        zoe.presses(YES)
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10 | samedi 12")
    for nth in range(7):
        town.member(f"Membre {nth}").says(f"/voter 1 {1 + nth % 3 // 2}")
    ana.says("/cloturer 1")
    ana.presses("Clore")
    town.move(timedelta(days=1))  # one unasked message a day
    ana.presses(YES)
    ready(ana, luc)
    town.move_to(DUE)
    town.move(timedelta(days=1))
    ana.presses(YES)
    with town.database.unit() as store:
        counts = [AreaCount(AreaLevel.DEPARTMENT, "25", 10), AreaCount(AreaLevel.REGION, "27", 5)]
        store[MapSnapshots].put(1, MemberSnapshot(town.clock.now().date(), {EVERYBODY: counts}))


async def look(tab: Tab, url: str, name: str) -> tuple[list[str], list[str]]:
    """Open each page; gives which have a heading, and what is wrong with them."""
    seen: list[str] = []
    wrong: list[str] = []
    for page, path in PATHS.items():
        tab.complaints.clear()
        await tab.page.set_viewport_size({"width": PHONE, "height": 800})
        await tab.opens(f"{url}{path}")
        seen += [page] * await tab.page.get_by_role("heading", level=1).count()
        await keep_picture(tab, f"{page} {name}")
        wrong += [f"{page}: {each}" for each in await tab.barriers()]
        wrong += [f"{page}: {each}" for each in tab.complaints if "404" not in each]
    return seen, wrong


async def keep_picture(tab: Tab, name: str) -> None:
    folder = os.environ.get("PAGE_PICTURES")
    if folder:
        path = Path(folder, f"{name.replace(' ', '-')}.png")
        await tab.page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize(
    "dark",
    [
        pytest.param(False, id="light"),
        pytest.param(True, id="dark", marks=pytest.mark.sweep),
    ],
)
def test_every_page_is_for_everybody(
    town: Town, ana: Neighbour, luc: Neighbour, *, dark: bool
) -> None:
    fill(town, ana, luc)

    async def see() -> tuple[list[str], list[str]]:
        async with serving(town) as url, browser(dark=dark) as tab:
            return await look(tab, url, "dark" if dark else "light")

    seen, wrong = town.do(see())
    assert wrong == []
    assert seen == [*PATHS]


@pytest.mark.sweep
def test_a_page_is_used_with_the_keyboard(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    fill(town, ana, luc)

    async def use() -> tuple[str, str, str]:
        async with serving(town) as url, browser() as tab:
            await tab.opens(f"{url}{HOME}/questions")
            await tab.page.keyboard.press("Tab")
            first = str(await tab.finds("document.activeElement.textContent"))
            await tab.page.keyboard.press("Enter")
            inside = str(await tab.finds("document.activeElement.id"))
            await tab.page.keyboard.press("Tab")
            await tab.page.keyboard.type("broyeur")
            await tab.page.keyboard.press("Enter")
            await tab.shows("1 question avec")
            return first, inside, await tab.page.inner_text("main li")

    first, inside, found = town.do(use())

    assert (first, inside) == ("Aller au contenu", "content")
    assert "broyeur" in found
