"""Heads of web pages: title, summary and picture, as their makers wrote them."""

from datetime import UTC, datetime

import pytest

from bot.domain.digest.news_content import WebPage, read_packed_page, read_web_page, unpack_page

BASE = "https://gazette.example/2026/broyeur"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("content", "page"),
    [
        (b"<title>Le &laquo; broyeur &raquo;\n arrive</title>", WebPage("Le « broyeur » arrive")),
        (
            b"""<title>Site</title><meta content='Titre' property='og:title'>
            <meta name='description' content='De quoi lire'>
            <meta property='og:image' content='//img.example/a.jpg'>""",
            WebPage("Titre", "De quoi lire", "https://img.example/a.jpg"),
        ),
        (
            "<meta charset='iso-8859-1'><title>Été</title>".encode("latin-1"),
            WebPage("Été"),
        ),
        (b"<meta property='og:image' content='javascript:x'><title>T</title>", WebPage("T")),
        (b"<svg><title>a</title></svg><title>b</title>", WebPage("a")),
        (b"", WebPage()),
    ],
)
def test_the_head_of_a_page_is_read(content: bytes, page: WebPage) -> None:
    assert read_web_page(content, base=BASE) == page


def test_a_page_comes_back_from_the_worker() -> None:
    packed = read_packed_page(b"<title>Titre</title>", now=NOW, base=BASE)

    assert unpack_page(packed) == WebPage("Titre")
    assert read_packed_page(b"<p>rien", now=NOW, base=BASE) == b"untitled"
