"""The pictures of the documentation show what the bot says now."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.plain_text import plain
from tests.screens.__main__ import EXCHANGES, FOLDERS, played_pictures
from tests.screens.drawing import chromium, draw_pictures
from tests.screens.gardeners_page import NAME as GARDENERS_PAGE
from tests.screens.leaflet import NAMES, ON_PAPER, leaflet_html, print_leaflet
from tests.screens.leaflet import PAGES as PAGES_OF
from tests.screens.playground import MOST_BYTES as MOST_BYTES_MOVING
from tests.screens.playground import NAME as PLAYGROUND
from tests.screens.playground import draw_playground
from tests.screens.screen import exchange_text
from tests.web.browser import DESKTOP

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
PAGES = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
MOST_BYTES = 64_000


@pytest.mark.parametrize("locale", ["fr", pytest.param("en", marks=pytest.mark.slow)])
async def test_the_exchanges_are_word_for_word(tmp_path: Path, locale: str) -> None:
    kept = (PICTURES / FOLDERS[locale] / EXCHANGES).read_text(encoding="utf-8")

    said = exchange_text(await played_pictures(locale, tmp_path))

    assert said == kept, "the bot says something else now: make pictures"
    names = re.findall(r"^# (.+)$", kept, re.MULTILINE)
    drawn = {each.stem for each in (PICTURES / FOLDERS[locale]).glob("*.png")}
    assert drawn == {*names, GARDENERS_PAGE}


def test_pictures_are_small() -> None:
    for picture in PICTURES.rglob("*.png"):
        assert picture.stat().st_size <= MOST_BYTES, picture
    for folder in FOLDERS.values():
        moving = PICTURES / folder / f"{PLAYGROUND}.gif"
        assert moving.stat().st_size <= MOST_BYTES_MOVING, moving


def test_a_picture_in_a_page_is_there_and_is_described() -> None:
    shown = set()
    for page in PAGES:
        for target, described in _shown_pictures(page.read_text(encoding="utf-8")):
            assert len(described.split()) >= 4, f"{page}: {target}"
            assert (page.parent / target).is_file(), f"{page}: {target}"
            shown.add((page.parent / target).resolve())

    kept = {each for kind in ("png", "gif") for each in PICTURES.rglob(f"*.{kind}")}
    assert kept - shown == set(), "shown on no page"


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_the_ringed_button_is_the_one_that_is_described(folder: str) -> None:
    """The description names what the exchange marks: `[Label] <`."""
    exchanges = plain((PICTURES / folder / EXCHANGES).read_text(encoding="utf-8"))
    parts = re.split(r"^# (.+)$", exchanges, flags=re.MULTILINE)[1:]
    ringed = {
        name: found[1]
        for name, said in zip(parts[::2], parts[1::2], strict=True)
        if (found := re.search(r"\[([^\]]+)\] <", said))
    }
    described = {
        Path(target).stem: words
        for page in PAGES
        for target, words in _shown_pictures(page.read_text(encoding="utf-8"))
        if (page.parent / target).resolve().parent == PICTURES / folder
    }

    for name, label in ringed.items():
        assert label.split()[0].rstrip(",") in described[name], f"{name}: {label}"
        assert re.search("ringed|entouré", described[name]), name


def _shown_pictures(page: str) -> Iterator[tuple[str, str]]:
    """The pictures of a page, each with its description."""
    for described, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page):
        yield target, described
    for attributes in re.findall(r"<img ([^>]+)>", page):
        found = dict(re.findall(r'(\w+)="([^"]*)"', attributes))
        yield found["src"], found["alt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("folder", PAGES_OF.values())
def test_a_leaflet_has_all_of_its_page(folder: Path, name: str) -> None:
    page = ROOT / folder / f"{name}.md"
    words = page.read_text(encoding="utf-8")

    leaflet = leaflet_html(page)

    assert leaflet.count("<h2>") == words.count("\n## ")
    pictures = len(ON_PAPER.get(name, ())) or words.count("<img ")
    assert leaflet.count("<img ") == pictures
    assert all(Path(each).is_file() for each in re.findall(r'src="file://([^"]+)"', leaflet))
    assert not re.search(r"[`*#]", re.sub(r"(?s)<style>.*?</style>|<[^>]*>", "", leaflet))


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="Chromium is not here: apt install chromium")
@pytest.mark.parametrize("folder", PAGES_OF.values())
def test_the_leaflet_for_members_takes_one_sheet(tmp_path: Path, folder: Path) -> None:
    leaflet = tmp_path / "members.pdf"

    print_leaflet(ROOT / folder / "members.md", leaflet, tmp_path)

    assert len(re.findall(rb"/Type /Page\b", leaflet.read_bytes())) == 2


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="Chromium is not here: apt install chromium")
async def test_each_picture_is_drawn(tmp_path: Path) -> None:
    pictures = await played_pictures("fr", tmp_path)

    draw_pictures(pictures, tmp_path, tmp_path)

    for each in pictures:
        with Image.open(tmp_path / f"{each.name}.png") as drawn:
            assert drawn.width >= 720
            assert drawn.height > 200


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(chromium() is None, reason="Chromium is not here: apt install chromium")
async def test_the_page_of_the_demo_is_drawn(tmp_path: Path) -> None:
    await draw_playground(tmp_path, "fr", tmp_path)

    with Image.open(tmp_path / f"{PLAYGROUND}.gif") as drawn:
        assert drawn.width == DESKTOP
        assert getattr(drawn, "n_frames", 1) == 7
        assert drawn.info["loop"] == 1, "what moves without end keeps people from reading"
