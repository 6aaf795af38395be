"""The pictures of the documentation show what the bot says now."""

import re
from pathlib import Path

import pytest
from PIL import Image

from bot.operations.screens.__main__ import EXCHANGES, FOLDERS, played_pictures
from bot.operations.screens.drawing import chromium, draw_pictures
from bot.operations.screens.screen import exchange_text

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 60_000


@pytest.mark.parametrize("locale", ["fr", pytest.param("en", marks=pytest.mark.slow)])
async def test_the_exchanges_are_word_for_word(tmp_path: Path, locale: str) -> None:
    kept = (PICTURES / FOLDERS[locale] / EXCHANGES).read_text(encoding="utf-8")

    said = exchange_text(await played_pictures(locale, tmp_path))

    assert said == kept, "the bot says something else now: make pictures"
    names = re.findall(r"^# (.+)$", kept, re.MULTILINE)
    drawn = {each.stem for each in (PICTURES / FOLDERS[locale]).glob("*.png")}
    assert drawn == set(names)


def test_pictures_are_small() -> None:
    for picture in PICTURES.rglob("*.png"):
        assert picture.stat().st_size <= MOST_BYTES, picture


@pytest.mark.parametrize(
    "page", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/fr/*.md")], ids=str
)
def test_a_picture_in_a_page_is_there_and_is_described(page: Path) -> None:
    for described, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text()):
        assert len(described.split()) >= 4, target
        assert (page.parent / target).is_file(), target


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
