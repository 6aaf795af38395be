"""The gardeners' page on a phone, for their guide."""

from contextlib import closing
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.domain.roles import Seat
from storage.operations import migrate
from storage.unit_of_work import Database
from tests.handlers.gardeners_page.page_visit import link_for
from tests.screens.drawing import SHARPNESS, with_few_colours
from tests.town import GARDENERS, Neighbour, Town
from tests.web.browser import PHONE, browser
from tests.web.own_pages import serving, with_pages

NAME = "gardeners-page"
_SHORT = 300
_TYPED = {
    "fr": ("/actu Aide au vélo | Les demandes ouvrent le 1er décembre.", "/lettre"),
    "en": ("/news Help for bicycles | Requests open on 1 December.", "/digest"),
}
_PRESSED = {
    "fr": (("Mettre dans la lettre",), ("Aperçu", "Soumettre à Luc")),
    "en": (("Put in the letter",), ("Preview", "Submit to Luc")),
}
_ENTER = {"fr": "Ouvrir la page", "en": "Open the page"}


def draw_gardeners_page(folder: Path, locale: str, scratch: Path) -> None:
    """Write what waits for Luc in the morning into a folder; the database lies in `scratch`."""
    url = f"sqlite:///{scratch / 'gardeners.db'}"
    with closing(Database(url)) as database:
        migrate(database)
    town = Town(url)
    try:
        with_pages(town)
        ana, luc = (
            Neighbour(town, *GARDENERS[seat], locale).joins()
            for seat in (Seat.TERRITORY, Seat.REGION)
        )
        for words, labels in zip(_TYPED[locale], _PRESSED[locale], strict=True):
            ana.says(words)
            for label in labels:
                ana.presses(label)
        picture = town.do(_photographed(town, link_for(luc), locale))
    finally:
        town.close()
    [drawn] = with_few_colours([picture])
    drawn.save(folder / f"{NAME}.png", optimize=True)


async def _photographed(town: Town, link: str, locale: str) -> Image.Image:
    async with serving(town) as url, browser(device_scale_factor=SHARPNESS) as tab:
        await tab.opens(f"{url}{link}?lang={locale}")
        await tab.page.get_by_role("button", name=_ENTER[locale]).click()
        await tab.page.locator("main").wait_for()
        await tab.page.wait_for_load_state("networkidle")
        await tab.page.set_viewport_size({"width": PHONE, "height": _SHORT})
        return Image.open(BytesIO(await tab.page.screenshot(full_page=True))).convert("RGB")
