"""The playground's page as a visitor plays on it: a picture that moves, for the README."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Locator

from bot.operations.playground.opening import opened_scene
from bot.operations.playground.site import FIRST, Site
from bot.web.server import serve
from tests.operations.playground.visitor import Visitor
from tests.screens.drawing import with_few_colours
from tests.screens.performance import MONDAY
from tests.web.browser import DESKTOP, Tab, browser

ROOT = Path(__file__).parents[2]
NAME = "playground"
MOST_BYTES = 400_000
_HEIGHT = 880
_LOOK, _READ, _END = 2500, 4000, 8000
"""Milliseconds that a state is shown: what is about to be pressed, what came of it, the end."""
_ROUNDS_AGAIN = 1
"""It plays twice, then rests on its end: what moves on and on keeps people from reading."""
_WORDS = {
    "fr": ("!voter 2 Dijon", "Envoyer", "Approuver", "+1 jour"),
    "en": ("!vote 2 Dijon", "Send", "Approve", "+1 day"),
}


async def draw_playground(folder: Path, locale: str, scratch: Path) -> None:
    """Write the picture into a folder; the database lies in `scratch`."""
    monday = MONDAY - timedelta(weeks=1)
    site = Site(partial(opened_scene, scratch, monday=monday))
    runner = await serve(site.application(), "127.0.0.1", 0)
    try:
        port = runner.addresses[0][1]
        async with browser(width=DESKTOP) as tab:
            await tab.page.set_viewport_size({"width": DESKTOP, "height": _HEIGHT})
            await tab.opens(f"http://127.0.0.1:{port}/{site.token}/{FIRST}?lang={locale}")
            shown = [(await _photograph(tab), for_ms) async for for_ms in _played(tab, locale)]
    finally:
        await runner.cleanup()
    pictures = with_few_colours([picture for picture, _ in shown], _page_colours())
    pictures[0].save(
        folder / f"{NAME}.gif",
        save_all=True,
        append_images=pictures[1:],
        duration=[for_ms for _, for_ms in shown],
        loop=_ROUNDS_AGAIN,
    )


async def _played(tab: Tab, locale: str) -> AsyncIterator[int]:
    """Play, and say at each state for how long it is shown."""
    visitor, page = Visitor(tab), tab.page
    vote, send, approve, day = _WORDS[locale]
    choice = visitor.buttons("telegram", "Besançon").last
    await _ring(choice)
    yield _LOOK
    await choice.click()
    for room in ("telegram", "matrix"):
        await page.locator(f"#log-{room}", has_text="25 votes").wait_for()
    yield _READ
    await visitor.becomes("Malik")
    await page.locator("#say-direct textarea").fill(vote)
    await _ring(page.locator("#say-direct").get_by_role("button", name=send))
    yield _LOOK
    await page.locator("#say-direct textarea").press("Enter")
    await visitor.has_done(1)
    for room in ("telegram", "matrix"):
        await page.locator(f"#log-{room}", has_text="26 votes").wait_for()
    yield _READ
    await visitor.becomes("Ana")
    approval = visitor.buttons("direct", approve).last
    await _ring(approval)
    yield _LOOK
    await approval.click()
    await visitor.has_done(2)
    tomorrow = page.get_by_role("button", name=day)
    await _ring(tomorrow)
    yield _LOOK
    await tomorrow.click()
    await visitor.has_done(3)
    yield _END


async def _ring(button: Locator) -> None:
    """Put the ring around a button that the other pictures have, too."""
    await button.evaluate("it => { it.style.outline = '4px solid #d1460b' }")


async def _photograph(tab: Tab) -> Image.Image:
    await tab.finds("scrollTo(0, 0)")
    drawn = await tab.page.screenshot(animations="disabled")
    with Image.open(BytesIO(drawn)) as picture:
        return picture.convert("RGB")


def _page_colours() -> list[str]:
    """The colours of the page by day."""
    sheets = (ROOT / "bot" / "web" / "static" / f"{name}.css" for name in ("style", "playground"))
    by_day = (each.read_text(encoding="utf-8").partition("scheme: dark")[0] for each in sheets)
    return sorted({"#ffffff", *re.findall(r"#[0-9a-f]{6}\b", "".join(by_day))})
