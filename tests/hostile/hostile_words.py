"""Words that would do something if they were taken for more, and a client's view of them."""

import pytest

from bot.core.messages.rendering import Rendered
from bot.transports.matrix.messages import content
from bot.transports.telegram import html
from tests.emulator.messages.markup import parse_html
from tests.hostile.read_html import SeenHtml
from tests.town import Town

HOSTILE = {
    "marks": '<b>G</b> <a href="https://evil.example">x</a> [y](tg://user?id=1) *z* _u_ &lt;',
    "ends and comments": "</b></blockquote></a><!-- <script>alert(1)</script> <![CDATA[ <?p ?> G",
    "templates": "G {name} {0} {0.__class__} %s %(a)s $(id) @room @everyone @channel '; DROP TABLE",
    "directions": "G \u202eabc\u2066 a\u200bb \u0000\u0007 <tg-time unix='1'>t</tg-time> \\n @room",
    "formulas": '=HYPERLINK("http://evil.example";"G")',
}
SWEPT = [
    pytest.param(words, id=name, marks=[pytest.mark.sweep] if nth else [])
    for nth, (name, words) in enumerate(HOSTILE.items())
]
"""The same for long conversations: the first is always played, the others are cases of a sweep."""
TELEGRAM_TAGS = {"b", "i", "a", "blockquote", "tg-time"}
MATRIX_TAGS = {"strong", "em", "a", "blockquote", "br"}
LINKS = ("https://gazette.example/1", "https://exemple.fr", "https://matrix.to/#/@yan")


def check_on_telegram(said: Rendered) -> None:
    """Only our own marks stand there, and the words are those that were rendered."""
    for piece in html.pieces(said):
        source = html.as_html(piece)
        seen = SeenHtml(source)
        assert seen.tags <= TELEGRAM_TAGS
        assert seen.open == []
        assert seen.words == parse_html(source, known=lambda _: None).text
        check_links(seen.links)
        check_calls_nobody(seen.words)


def check_on_matrix(said: Rendered) -> None:
    """Likewise in the formatted body; nobody is called by name."""
    for piece in content.pieces(said):
        made = content.message(piece)
        assert made["m.mentions"] == {}
        check_calls_nobody(made["body"])
        seen = SeenHtml(made.get("formatted_body", ""))
        assert seen.tags <= MATRIX_TAGS
        assert seen.open == []
        if "formatted_body" in made:
            assert seen.words == made["body"]
        check_links(seen.links)


def check_links(links: list[str]) -> None:
    assert all(each.startswith((*LINKS, "playground:")) for each in links), links


def check_calls_nobody(words: str) -> None:
    assert not any(each in words for each in ("@room", "@everyone", "@channel")), words
    assert not set("\u202e\u2066\u0000\u0007") & set(words), words


def check_all_that_was_said(town: Town) -> None:
    for network in town.networks.values():
        for posted in (each for room in network.rooms.values() for each in room):
            check_on_telegram(posted.said)
            check_on_matrix(posted.said)
            for key in posted.choices:
                check_calls_nobody(key.label)
                check_links([key.url] if key.url else [])
