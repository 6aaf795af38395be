"""The pages for members and for gardeners as PDF, to print and hand out: `make leaflets`."""

import re
import sys
import tempfile
from html import escape
from pathlib import Path

from bot.workers.printed_sheets import font_folder
from tests.screens.drawing import run_chromium

PAGES = {"fr": Path("docs/fr"), "en": Path("docs")}
"""The folder of each language's pages."""
NAMES = ("members", "gardeners")
ON_PAPER = {"members": {"one-poll-two-networks", "join", "vote", "coming", "write", "letter"}}
"""The pictures of a page that is printed on one sheet; a page without an entry has all of its."""
_ONE_SHEET = """
body { font-size: 9.3pt; line-height: 1.27 }
code { font-size: 9pt }
h2 { font-size: 12.5pt; margin: 1.5mm 0 .5mm }
p, ul { margin-bottom: 1.4mm }
img { width: 46mm; margin: .5mm 0 1.5mm }
"""
_FACES = """
@font-face { font-family: Leaflet; src: url("{fonts}/DejaVuSans.ttf") }
@font-face { font-family: Leaflet; font-weight: bold; src: url("{fonts}/DejaVuSans-Bold.ttf") }
"""
"""DejaVu Sans, which is free and comes with Matplotlib: lines break alike on every machine."""
_STYLE = """
@page { size: A4; margin: 11mm 12mm }
body { font: 10.5pt/1.32 Leaflet, sans-serif; margin: 0; color: #101418 }
h1 { font-size: 24pt; margin: 0 0 2mm }
.opening { border-bottom: 1pt solid #1b6b3a; margin-bottom: 4mm; padding-bottom: 1mm }
main { columns: 2; column-gap: 8mm; orphans: 4; widows: 3 }
h2 { font-size: 15pt; margin: 2mm 0 1mm; color: #1b6b3a; break-after: avoid }
p, ul { margin: 0 0 2mm }
p { break-inside: avoid }
p:has(+ img) { break-after: avoid }
ul { padding-left: 5mm }
img { display: block; width: 60mm; margin: 1mm 0 3mm; break-inside: avoid }
img.wide { width: 100%; max-width: 120mm }
code { font: bold 10pt Leaflet }
"""


def print_leaflet(page: Path, leaflet: Path, scratch: Path) -> None:
    """Print a page of the documentation into a PDF."""
    source = scratch / "leaflet.html"
    source.write_text(leaflet_html(page), encoding="utf-8")
    run_chromium(source, scratch, "--no-pdf-header-footer", f"--print-to-pdf={leaflet}")


def leaflet_html(page: Path) -> str:
    """The page in HTML for paper; of Markdown it knows what such a page has."""
    title, *sections = re.split(r"^#{1,2} ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[
        1:
    ]
    heading, _, opening = title.partition("\n")
    faces = _FACES.replace("{fonts}", font_folder().as_uri())
    style = f"{faces}{_STYLE}{_ONE_SHEET if page.stem in ON_PAPER else ''}"
    parts = []
    for section in sections:
        name, _, rest = section.partition("\n")
        parts.append(f"<h2>{_inline(name)}</h2>{_blocks(rest, page)}")
    return (
        f'<!doctype html><meta charset="utf-8"><title>{escape(heading, quote=False)}</title>'
        f"<style>{style}</style>"
        f"<h1>{escape(heading, quote=False)}</h1>"
        f'<div class="opening">{_blocks(_without_link(opening), page)}</div>'
        f"<main>{''.join(parts)}</main>"
    )


def _without_link(opening: str) -> str:
    """The opening without the line that links the other language."""
    return "\n".join(line for line in opening.splitlines() if not line.startswith("*["))


def _blocks(text: str, page: Path) -> str:
    return "".join(_block(each, page) for each in re.split(r"\n{2,}", text.strip()) if each)


def _block(block: str, page: Path) -> str:
    if block.startswith("<img "):
        if not _is_on_paper(block, page):
            return ""
        return block.replace('src="', f'src="{page.parent.resolve().as_uri()}/').replace(
            'width="600"', 'class="wide"'
        )
    if block.startswith("- "):
        points = re.split(r"^- ", block, flags=re.MULTILINE)[1:]
        return f"<ul>{''.join(f'<li>{_inline(each)}</li>' for each in points)}</ul>"
    return f"<p>{_inline(block)}</p>"


def _is_on_paper(picture: str, page: Path) -> bool:
    """True unless the page has to do without the picture to fit on its sheet."""
    kept = ON_PAPER.get(page.stem)
    return kept is None or any(f"/{each}.png" in picture for each in kept)


def _inline(words: str) -> str:
    """Words with their marks: bold, code; a link is only its words on paper."""
    marked = escape(words.strip(), quote=False)
    marked = re.sub(r"\[([^\[\]]+)\]\([^()]+\)", r"\1", marked)
    marked = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", marked)
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", marked)


def main(folder: Path) -> None:
    """Print the leaflets of each language into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for locale, pages in PAGES.items():
        with tempfile.TemporaryDirectory(prefix="terreau-") as scratch:
            for name in NAMES:
                leaflet = folder.resolve() / f"{name}-{locale}.pdf"
                print_leaflet(pages / f"{name}.md", leaflet, Path(scratch))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
