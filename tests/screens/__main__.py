"""`python -m tests.screens FOLDER`: draw all pictures of the documentation."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.screens.drawing import draw_pictures
from tests.screens.gardeners_page import draw_gardeners_page
from tests.screens.performance import performance
from tests.screens.playground import draw_playground
from tests.screens.screen import Picture, exchange_text
from tests.screens.story import play_story

FOLDERS = {"en": "", "fr": "fr"}
"""The folder of each language's pictures, below that of all."""
EXCHANGES = "exchanges.txt"


async def played_pictures(locale: str, scratch: Path) -> list[Picture]:
    """Play the stories in one language, and return the pictures that they keep."""
    async with performance(scratch, locale) as play:
        await play_story(play)
        return play.pictures


def main(folder: Path) -> None:
    """Play and draw in both languages."""
    for locale, name in FOLDERS.items():
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="terreau-") as scratch:
            pictures = asyncio.run(played_pictures(locale, Path(scratch)))
            text = exchange_text(pictures)
            (target / EXCHANGES).write_text(text, encoding="utf-8")
            draw_pictures(pictures, target, Path(scratch))
            asyncio.run(draw_playground(target, locale, Path(scratch)))
            draw_gardeners_page(target, locale, Path(scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
