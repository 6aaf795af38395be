"""Hostile words stay words, wherever the letter, its news, feeds or an announcement say them.

Each message is read back as the clients of both networks take it.
"""

from datetime import datetime
from html import escape

import pytest
from sqlalchemy import select

from bot.core import Answered
from storage.base import Base
from tests.core.files.test_photos import picture
from tests.handlers.digest.news.writing import propose_news, submit_letter
from tests.handlers.feeds.feeds import URL, feed
from tests.hostile.hostile_words import LINKS, SWEPT, check_all_that_was_said
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - in Paris


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
    submit_letter(ana)
    luc.presses("Corriger")
    luc.says(words)
    submit_letter(ana)
    luc.presses("Approuver")


def announce(ana: Neighbour, luc: Neighbour, words: str) -> None:
    """In rooms and to people, corrected once with a reason."""
    ana.says("/annonce")
    ana.presses("Nouvelle annonce")
    ana.says(f"{words}\n{words}")
    for label in ("Dans les salons", "Continuer", "Maintenant"):
        ana.presses(label)
    ana.presses("Demander l'accord de Luc")
    luc.presses("Corriger")
    luc.says(words)
    ana.presses("Voir l'annonce")
    ana.presses("Demander l'accord de Luc")
    luc.presses("Approuver")


@pytest.mark.parametrize("words", SWEPT)
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
