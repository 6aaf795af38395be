"""The community's poster for the door."""

import re
import zlib
from datetime import UTC, datetime

import pytest
import segno

from handlers.invitations.poster import Poster, PosterCode, draw_poster
from tests.town import Town

TELEGRAM, MATRIX = (
    "https://t.me/terreau_bot?start=in1-cmd-join",
    "https://matrix.to/#/@t:exemple.fr",
)
PAGE_WIDTH = 595
REASONS = ("Donnez votre avis.", "Venez aux visites.", "Interrogez la Région.", "Entraidez-vous.")
RECTANGLE = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) -[\d.]+ re f")


def rectangles(pdf: bytes) -> list[tuple[float, float, float]]:
    """The filled rectangles of the only page below its band, in order: left, top, width."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    pages = [zlib.decompress(each) for each in streams if each.startswith(b"x")]
    found = next(filter(None, map(RECTANGLE.findall, pages)))
    drawn = [(float(x), float(y), float(width)) for x, y, width in found]
    assert [width for _, _, width in drawn if width > PAGE_WIDTH - 1], "a band of colour"
    return [each for each in drawn if each[2] < PAGE_WIDTH - 1]


def drawn_codes(pdf: bytes, *scanned: str) -> bool:
    """True if the dark modules of the page are exactly those of these codes, in this order."""
    left = rectangles(pdf)
    for each in scanned:
        matrix = segno.make(each, micro=False, error="m").matrix
        dark = {(row, at) for row, line in enumerate(matrix) for at, on in enumerate(line) if on}
        x, y, width = left[0]
        module = width / 7  # the side of the square in the corner
        modules: set[tuple[int, int]] = set()
        while left and modules < dark:
            x_now, y_now, width = left.pop(0)
            row, at = round((y - y_now) / module), round((x_now - x) / module)
            modules |= {(row, at + more) for more in range(round(width / module))}
        if modules != dark:
            return False
    return not left


def poster(*codes: PosterCode, title: str = "Pionniers de l’énergie") -> bytes:
    steps, notice = ("Visez le carré.", "Acceptez.", "C’est tout."), ("Région Exemple.",) * 4
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return draw_poster(Poster(title, "Voter, venir.", REASONS, codes, steps, notice, "fr", at))


@pytest.mark.slow
def test_the_codes_of_two_networks_stand_on_one_page() -> None:
    telegram = PosterCode("Telegram", TELEGRAM, "Touchez ensuite « Démarrer ».")
    matrix = PosterCode("Matrix", MATRIX, "Écrivez ensuite : !rejoindre")

    drawn = poster(telegram, matrix)

    assert drawn_codes(drawn, TELEGRAM, MATRIX)
    assert not drawn_codes(drawn, TELEGRAM, TELEGRAM)
    for page in (drawn, poster(*(telegram,) * 4, title="Une communauté au très long nom " * 4)):
        assert len(re.findall(rb"/Type /Page\b", page)) == 1


@pytest.mark.slow
def test_a_gardener_prints_the_poster_and_a_newcomer_scans_it(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says("/inviter")
    shown = ana.presses("Affiche à imprimer")
    zoe.says("/inviter")

    document = ana.direct[-1].said.document
    link = "playground:telegram?start=in1-cmd-join"
    assert shown == "L'affiche de Pionniers de l'énergie : à imprimer et à mettre à la porte."
    assert document is not None
    assert (document.name, document.media_type) == ("energie.pdf", "application/pdf")
    assert b"/Lang (fr)" in document.content
    assert drawn_codes(document.content, link)
    assert "Affiche à imprimer" not in [each.label for each in zoe.direct[-2].choices]
    assert "Affiche" not in zoe.says("/inviter affiche")
    notice = town.stranger("Max").says(f"/start {link.partition('=')[2]}")
    assert notice.startswith("Rejoindre Pionniers de l'énergie\n")
