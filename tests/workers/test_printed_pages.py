"""Pages as PDF: tagged in reading order, on one sheet where asked for."""

import re
from datetime import UTC, datetime

import pytest

from bot.workers.printed_pages import print_page

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 24, tzinfo=UTC)
_ELEMENT = re.compile(rb"/S (/\w+)(?=\n/Type /StructElem)")
_READ = re.compile(rb"/Alt <feff([0-9a-f]+)>")


def page(rows: int) -> str:
    """A page as our templates make them, with a table of so many rows."""
    lines = "".join(f"<tr><th>Venues {nth}</th><td>12</td><td>–</td></tr>" for nth in range(rows))
    return (
        "<html><head><title>non</title></head><body><nav><p>non</p></nav><main><h1>Bilan</h1>"
        "<p>Des mois &amp; des années<br>terminés</p><p data-unprinted>non</p><table>"
        "<caption>Chiffres</caption><thead><tr><th>Chiffre</th><th>T1</th><th>T2</th></tr></thead>"
        f"<tbody>{lines}</tbody></table><h2>Définitions</h2><ul><li>Un mot.</li></ul></main>"
        "<footer><p>non</p></footer></body></html>"
    )


def pages_of(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


def test_what_is_printed_is_tagged_in_reading_order() -> None:
    pdf = print_page(page(2), "Bilan", "fr", AT, one_sheet=False)

    tags = [each.decode() for each in _ELEMENT.findall(pdf)]
    read = [bytes.fromhex(each.decode()).decode("utf-16-be") for each in _READ.findall(pdf)]
    assert tags == ["/Document", "/H1", "/P", "/P", "/P", "/P", "/P", "/H2", "/P"]
    assert b"/Alt (Chiffre, T1, T2)" in pdf
    assert read == ["Venues 0, T1: 12, T2: –", "Venues 1, T1: 12, T2: –"]
    assert b"/Marked true" in pdf
    assert b"/Lang (fr)" in pdf


def test_it_is_made_smaller_to_be_one_sheet_as_far_as_it_is_legible() -> None:
    pages = [
        pages_of(print_page(page(rows), "Bilan", "fr", AT, one_sheet=one_sheet))
        for rows, one_sheet in ((120, False), (120, True), (400, True))
    ]

    assert pages == [3, 2, 6]


def test_a_long_paragraph_goes_on_on_the_next_page() -> None:
    long = f"<main><p>{'Un mot après l’autre. ' * 700}</p></main>"

    pdf = print_page(long, "Long", "fr", AT, one_sheet=False)

    assert pages_of(pdf) == 3
    assert _ELEMENT.findall(pdf).count(b"/P") == 3
