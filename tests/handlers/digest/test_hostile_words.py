"""What people write is only words, wherever the letter, its news, feeds or an announcement say it.

Each message is read back as the clients of both networks take it.
"""

from datetime import datetime
from html import escape

import pytest
from sqlalchemy import select

from bot.core import Answered
from bot.core.messages.rendering import Rendered
from bot.transports.matrix import content
from bot.transports.telegram import html
from storage.base import Base
from tests.core.files.test_photos import picture
from tests.emulator.markup import parse_html
from tests.handlers.digest.news.writing import propose_news
from tests.handlers.feeds.feeds import URL, feed
from tests.read_html import SeenHtml
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - in Paris
HOSTILE = {
    "marks": '<b>G</b> <a href="https://evil.example">x</a> [y](tg://user?id=1) *z* _u_ &lt;',
    "ends and comments": "</b></blockquote></a><!-- <script>alert(1)</script> <![CDATA[ <?p ?> G",
    "templates": "G {name} {0} {0.__class__} %s %(a)s $(id) @room @everyone @channel '; DROP TABLE",
    "directions": "G \u202eabc\u2066 a\u200bb \u0000\u0007 <tg-time unix='1'>t</tg-time> \\n @room",
    "formulas": '=HYPERLINK("http://evil.example";"G")',
}
TELEGRAM_TAGS = {"b", "i", "a", "blockquote", "tg-time"}
MATRIX_TAGS = {"strong", "em", "a", "blockquote", "br"}
LINKS = ("https://gazette.example/1", "https://exemple.fr")


@pytest.fixture(params=HOSTILE)
def words(request: pytest.FixtureRequest) -> str:
    return HOSTILE[request.param]


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


def wants_letter(person: Neighbour) -> Neighbour:
    person.says("/reglages" if person.network == "telegram" else "!reglages")
    person.presses("Recevoir la lettre en privé")
    return person


def take_feed(town: Town, ana: Neighbour, words: str) -> None:
    """A feed whose name, title and summary are hostile; its item goes into the letter."""
    inside = escape(words.replace("\u0000", "").replace("\u0007", ""))
    summary = escape(f"<p>{inside}</p>")
    entry = (
        f"<item><title>{escape(inside)}</title><description>{summary}</description>"
        f"<link>{LINKS[0]}</link><guid>1</guid>"
        "<pubDate>Mon, 23 Nov 2026 09:00:00 GMT</pubDate></item>"
    )
    town.web.pages[URL] = feed(entry, name=escape(inside))
    ana.says(f"/flux {URL}")
    ana.presses("Suivre")
    assert "G" in town.shown_in(BACK_ROOM)[-1].text
    ana.presses("Dans la lettre", room=BACK_ROOM)


def propose(zoe: Neighbour, ana: Neighbour, luc: Neighbour, words: str) -> None:
    """A member's news is amended and taken in, another refused with a reason."""
    for _ in range(2):
        propose_news(zoe, f"/actu {words}\n{words}\n{LINKS[1]}")
    ana.says("/actu 2")
    ana.presses("Modifier")
    ana.presses("Image")
    ana.sends("IMG.jpg", picture())
    ana.says(words)
    ana.says("/actu 2")
    ana.presses("Mettre dans la lettre")
    luc.says("!actu 3")
    luc.presses("Refuser")
    luc.says(words)


def write_opening(ana: Neighbour, luc: Neighbour, words: str) -> None:
    """Title, greeting and introduction; then corrections with a reason."""
    ana.says(f"/lettre titre {words}")
    luc.says(f"!lettre accueil {words}")
    ana.says(f"/lettre introduction {words}")
    ana.says("/lettre soumettre")
    luc.presses("Corriger")
    luc.says(words)
    ana.says("/lettre soumettre")
    luc.presses("Approuver")


def announce(ana: Neighbour, luc: Neighbour, words: str) -> None:
    """In rooms and to people, corrected once with a reason."""
    ana.says("/annonce")
    ana.presses("Nouvelle annonce")
    ana.says(f"{words}\n{words}")
    for label in ("Dans les salons", "Continuer", "Maintenant"):
        ana.presses(label)
    ana.presses("Demander l'autre accord")
    luc.presses("Corriger")
    luc.says(words)
    ana.presses("Voir l'annonce")
    ana.presses("Demander l'autre accord")
    luc.presses("Approuver")


def test_hostile_words_are_only_words_wherever_they_are_said(town: Town, words: str) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    zoe = wants_letter(town.member("Zoé").wants_messages())
    max_ = wants_letter(town.member("Max", on="matrix").wants_messages())

    take_feed(town, ana, words)
    propose(zoe, ana, luc, words)
    zoe_said = Answered(f"{words}\n{words}", zoe.address, words)
    ana.says("/actu", ana.square, answered=zoe_said)
    zoe.presses("D'accord, avec mon nom")
    ana.presses("Mettre dans la lettre")
    ana.says(f"/evenement {words[:60]} | jeudi 3 décembre 18h | {words[:60]}")
    ana.presses("Annoncer")
    ana.publishes(f"/sondage {words} ? | {words} | Non")
    write_opening(ana, luc, words)
    announce(ana, luc, words)
    town.move_to(DUE)

    letters = [zoe.inbox[-1], max_.inbox[-1], town.said_in(SQUARE["telegram"])[-1].text]
    assert all("G" in each for each in letters)
    assert "G" in town.said_in(CHANNEL)[-1].text
    check_all_that_was_said(town)
    check_traces(town, words)


def check_traces(town: Town, words: str) -> None:
    """The log, which is exported as a sheet, has numbers and members, and nothing people wrote."""
    reader = Neighbour(town, "telegram", "telegram:42", "Carl", "fr").joins()
    page = reader.says("/traces")
    with town.database.unit() as store:
        tables = [each for each in Base.metadata.sorted_tables if each.name.startswith("audit")]
        rows = [str(store._session.execute(select(each)).all()) for each in tables]

    assert "Ana" in page
    assert not any(words[:20] in each for each in (page, *rows))
