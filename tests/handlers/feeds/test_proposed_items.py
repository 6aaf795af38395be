"""Items that are proposed or not: known, old, too many, hostile."""

from datetime import timedelta

import pytest

from bot.domain.feeds import PROPOSED_A_DAY, ItemState
from storage.feeds import WebFeeds
from tests.handlers.audit.traces import presses_forged
from tests.handlers.digest.news.writing import add_news
from tests.handlers.feeds.feeds import (
    DECIDED,
    LONG_ENOUGH,
    URL,
    feed,
    follows,
    item,
    says_since,
    waiting,
)
from tests.town import BACK_ROOM, Neighbour, Town

pytestmark = pytest.mark.slow

OTHER = "https://autre.example/feed.xml"


def test_old_items_and_known_links_are_not_proposed(town: Town, ana: Neighbour) -> None:
    add_news(ana, "/actu Déjà là | https://www.gazette.example/2/?utm_source=rss")

    said = follows(
        ana,
        item(1, pubDate="Mon, 05 Oct 2026 09:00:00 GMT", day=None),
        item(2),
        item(3, "Bal"),
        item(4, "Bal encore", link="https://gazette.example/3#suite", day=22),
    )

    assert said.startswith("📰 Bal\n")
    assert waiting(ana) == ["« La Gazette » propose 1 actualité"]


def test_an_item_of_two_feeds_is_proposed_once(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    follows(ana, item(9, link="http://gazette.example/1"), item(2), url=OTHER, name="Autre")

    assert waiting(ana) == [
        "« La Gazette » propose 1 actualité",
        "« Autre » propose 1 actualité",
    ]


def test_the_first_reading_brings_three_and_older_items_never_come(
    town: Town, ana: Neighbour
) -> None:
    many = [item(n, day=n) for n in range(1, 21)]
    follows(ana, *many)

    says_since(town, *many, item(21, day=24))

    assert waiting(ana) == ["« La Gazette » propose 4 actualités"]
    assert town.said_in(BACK_ROOM)[-1].text.startswith("📰 Nouvelle 21")


def test_ten_a_day_are_proposed_and_the_others_the_next_day(town: Town, ana: Neighbour) -> None:
    follows(ana)
    says_since(town, *(item(n, day=n) for n in range(5, 24)))

    first = waiting(ana)
    town.move(LONG_ENOUGH)
    same = waiting(ana)
    town.move(timedelta(days=1))
    town.move(LONG_ENOUGH)

    assert first == same == [f"« La Gazette » propose {PROPOSED_A_DAY} actualités"]
    assert waiting(ana) == ["« La Gazette » propose 19 actualités"]


def test_an_item_that_waits_for_a_month_is_forgotten(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))

    town.move(timedelta(days=32))

    assert waiting(ana) == []
    assert presses_forged(ana, "webfeed_keep:1") == DECIDED


def test_words_of_a_feed_ring_nobody_and_break_nothing(town: Town, ana: Neighbour) -> None:
    said = follows(
        ana,
        item(
            1,
            "&lt;b&gt;@room&lt;/b&gt; /menu",
            link="javascript:alert(1)",
            description='&lt;a href="https://evil.example"&gt;https://bank.example&lt;/a&gt;',
        ),
        name="&lt;i&gt;Gazette&lt;/i&gt;",
    )

    assert said.startswith("📰 @\u2060room /menu\nGazette, lundi")
    assert "evil" not in said
    assert "javascript" not in said
    assert "<" not in said


def test_a_gardener_who_writes_english_reads_it_in_english(town: Town, ana: Neighbour) -> None:
    town.web.pages[URL] = feed(item(1))
    eve = Neighbour(town, ana.network, ana.address, "Ana", "en")
    eve.says("/settings")

    eve.says(f"/feed {URL}")

    assert eve.inbox[-1].startswith("📰 La Gazette")


def test_nothing_of_a_feed_that_is_left_is_proposed_again(town: Town, ana: Neighbour) -> None:
    follows(ana, *(item(n, day=19 + n) for n in range(1, 4)))
    ana.presses("Tout ignorer", room=BACK_ROOM)
    ignored = town.said_in(BACK_ROOM)[-1]
    ana.says("/flux")
    ana.presses("La Gazette")
    ana.presses("Ne plus suivre")

    told = ana.presses("Les reproposer", ignored, room=BACK_ROOM)

    assert told == "Ce flux ne propose plus rien."
    with town.database.unit() as store:
        assert store[WebFeeds].in_state(1, ItemState.PROPOSED) == []
