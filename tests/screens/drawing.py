"""Pictures of screens as PNG, drawn by Chromium and cut by Pillow."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from PIL import Image, ImageColor

from tests.screens.page import ACROSS, AROUND, HEIGHT, PAGE_COLOURS, WIDTH, screens_page
from tests.screens.screen import Picture, Screen

SHARPNESS = 2
"""Pixels of a picture to one of the page."""
COLOURS = 32
"""Colours of a picture beside those of the page, for symbols and soft edges."""
_AT_ONCE = 2 * ACROSS
_GAP = 8 * SHARPNESS
_SECONDS = 120


def chromium() -> str | None:
    """The program that draws, if it is installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def draw_pictures(pictures: Sequence[Picture], folder: Path, scratch: Path) -> None:
    """Write each picture into a folder; Chromium's own files lie in `scratch`."""
    screens = [screen for picture in pictures for screen in picture.screens]
    drawn = iter([*_drawn_screens(screens, scratch)])
    for picture in pictures:
        whole = _side_by_side([next(drawn) for _ in picture.screens])
        [drawn_with_few] = with_few_colours([whole])
        drawn_with_few.save(folder / f"{picture.name}.png", optimize=True)


def _drawn_screens(screens: Sequence[Screen], scratch: Path) -> Iterator[Image.Image]:
    """The screens one by one; a page holds as many as one photograph may be large."""
    for start in range(0, len(screens), _AT_ONCE):
        part = screens[start : start + _AT_ONCE]
        photograph = _photograph(screens_page(part), scratch)
        for nth in range(len(part)):
            yield _cut(photograph, nth)


def _photograph(page: str, scratch: Path) -> Image.Image:
    source, target = scratch / "screens.html", scratch / "screens.png"
    source.write_text(page, encoding="utf-8")
    run_chromium(
        source,
        scratch,
        "--hide-scrollbars",
        f"--force-device-scale-factor={SHARPNESS}",
        f"--window-size={ACROSS * WIDTH},{_AT_ONCE // ACROSS * HEIGHT}",
        f"--screenshot={target}",
    )
    with Image.open(target) as opened:
        return opened.convert("RGB")


def run_chromium(page: Path, scratch: Path, *options: str) -> None:
    """Open one of our own pages without a window; the program's own files are in `scratch`."""
    program = chromium()
    if program is None:
        raise SystemExit("Chromium is not here: apt install chromium fonts-noto-color-emoji")
    always = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
    kept = f"--user-data-dir={scratch / 'profile'}"
    subprocess.run(
        [program, *always, kept, *options, page.as_uri()],
        check=True,
        capture_output=True,
        timeout=_SECONDS,
    )


def _cut(photograph: Image.Image, nth: int) -> Image.Image:
    """One screen, as high as it is."""
    row, column = divmod(nth, ACROSS)
    width, height = WIDTH * SHARPNESS, HEIGHT * SHARPNESS
    left, top = column * width, row * height
    cell = photograph.crop((left, top, left + width, top + height))
    around = ImageColor.getrgb(AROUND)
    ends = (y for y in range(height) if cell.getpixel((0, y)) == around)
    end = next(ends, None)
    if end is None:
        raise SystemExit(f"screen {nth} is higher than a cell: show fewer messages")
    return cell.crop((0, 0, width, end))


def with_few_colours(
    pictures: Sequence[Image.Image], exact: Sequence[str] = PAGE_COLOURS
) -> list[Image.Image]:
    """Pictures of one width with one palette, in which the page's own colours are exact."""
    all_of_them = Image.new("RGB", (pictures[0].width, sum(each.height for each in pictures)))
    top = 0
    for each in pictures:
        all_of_them.paste(each, (0, top))
        top += each.height
    rest = all_of_them.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chain.from_iterable(map(ImageColor.getrgb, exact)), *rest])
    return [each.quantize(palette=palette, dither=Image.Dither.NONE) for each in pictures]


def _side_by_side(screens: Sequence[Image.Image]) -> Image.Image:
    """Screens from left to right, all as high as the highest."""
    height = max(each.height for each in screens)
    width = sum(each.width for each in screens) + _GAP * (len(screens) - 1)
    whole = Image.new("RGB", (width, height), "white")
    left = 0
    for each in screens:
        whole.paste(_stretched(each, height), (left, 0))
        left += each.width + _GAP
    return whole


def _stretched(screen: Image.Image, height: int) -> Image.Image:
    """The screen with more of its background above its lower edge."""
    end = screen.height - 2 * SHARPNESS
    added = screen.crop((0, end - 1, screen.width, end)).resize((screen.width, height - end))
    taller = Image.new("RGB", (screen.width, height))
    taller.paste(screen, (0, 0))
    taller.paste(added, (0, end))
    taller.paste(
        screen.crop((0, end, screen.width, screen.height)), (0, height - screen.height + end)
    )
    return taller
