"""The picture of the playground's page, as a visitor sees it after their first vote."""

from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.operations.playground.opening import opened_scene
from bot.operations.playground.site import FIRST, Site
from bot.web.server import serve
from tests.screens.performance import MONDAY
from tests.web.browser import DESKTOP, browser

NAME = "playground"
_HEIGHT = 880
_COLOURS = 24


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
            await tab.page.locator("#log-telegram button", has_text="Besançon").click()
            await tab.page.locator("#log-matrix", has_text="25 votes").wait_for()
            await tab.page.locator(".told", has_text="Besançon").wait_for()
            await tab.finds("scrollTo(0, 0)")
            drawn = await tab.page.screenshot(animations="disabled")
    finally:
        await runner.cleanup()
    with Image.open(BytesIO(drawn)) as picture:
        few = picture.convert("RGB").quantize(
            _COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        few.save(folder / f"{NAME}.png", optimize=True)
