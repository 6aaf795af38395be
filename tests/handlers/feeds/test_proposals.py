"""What feeds propose: decided by the gardeners, and never published by itself."""

from datetime import timedelta

import pytest

from bot.domain.feeds.items import PROPOSED_A_DAY, ItemState
from storage.digest import NewsItems
from storage.feeds import WebFeeds
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.digest.news.writing import add_news
from tests.handlers.feeds.feeds import LONG_ENOUGH, URL, feed, follows, item, says_since, waiting
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

OTHER = "https://autre.example/feed.xml"
DECIDED = "Quelqu'un a déjà décidé pour cette actualité."


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")


def titles(town: Town) -> list[str]:
    """The news that wait for the letter."""
    with town.database.unit() as store:
        return [each.title for each in store[NewsItems].kept(1)]


def in_the_square(town: Town) -> list[str]:
    return [each.text for each in town.said_in(SQUARE["telegram"])]


def open_first(gardener: Neighbour) -> str:
    gardener.says("/afaire")
    return gardener.presses("Voir ce que propose")


def test_one_item_is_a_card_with_its_source_and_three_choices(town: Town, ana: Neighbour) -> None:
    said = follows(ana, item(1, "Bal", description="Venez danser."))

    card = town.said_in(BACK_ROOM)[-1]
    assert said == (
        "📰 Bal\nLa Gazette, lundi 23 novembre\nVenez danser.\nhttps://gazette.example/1"
    )
    assert [each.label for each in card.choices] == ["Dans la lettre", "Publier", "Ignorer"]
    assert in_the_square(town) == []
    assert titles(town) == []


def test_several_items_are_one_message_and_seen_one_by_one(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    before = len(town.said_in(BACK_ROOM))
    said = follows(ana, *(item(n, day=19 + n) for n in range(1, 5)))

    assert said == "📰 La Gazette : 3 actualités\n1. Nouvelle 4\n2. Nouvelle 3\n3. Nouvelle 2"
    assert len(town.said_in(BACK_ROOM)) == before + 1
    luc.presses("Les voir une par une", room=BACK_ROOM)
    assert town.said_in(BACK_ROOM)[-1].text.startswith("📰 Nouvelle 4")
    luc.presses("Plus tard (2 autres)", room=BACK_ROOM)
    assert town.said_in(BACK_ROOM)[-1].text.startswith("📰 Nouvelle 3")
    luc.presses("Ignorer", room=BACK_ROOM)
    assert "« Nouvelle 3 » est ignorée.\n\nNouvelle 2" in town.said_in(BACK_ROOM)[-1].text.replace(
        "📰 ", ""
    )


def test_into_the_letter_with_its_source(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1, "Bal", description="Venez danser."))
    open_first(ana)

    said = ana.presses("Dans la lettre")

    assert "dans la lettre" in said
    assert titles(town) == ["Bal"]
    assert in_the_square(town) == []
    with town.database.unit() as store:
        [news] = store[NewsItems].kept(1)
        words = news.content.words.replace("\N{NO-BREAK SPACE}", " ")
        assert words == "Venez danser.\nSource : La Gazette"
        assert (news.link, news.author, news.posted_at) == (
            "https://gazette.example/1",
            "Ana",
            None,
        )
    assert waiting(ana) == []
    assert ("webfeed_keep", "done") in audited(town, ana)


def test_publishing_asks_once_and_then_posts(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1, "Bal", description="Venez danser."))
    open_first(ana)

    asked = ana.presses("Publier")
    silent = in_the_square(town)
    back = ana.presses("Retour")
    ana.presses("Publier")
    done = ana.presses("Publier dans 3 salons")

    assert asked == (
        "📰 Bal\nVenez danser.\nSource : La Gazette\nhttps://gazette.example/1\n"
        "Ana, pour le territoire\n\n"
        "Personne d'autre ne voit encore ceci. L'actualité sera aussi dans la lettre, avec la "
        "date de sa publication."
    )
    assert back.startswith("📰 Bal\nLa Gazette")
    assert silent == []
    assert done.startswith("L'actualité est publiée dans 3 salons.\n")
    assert "dans la lettre" in done
    for room in SQUARE.values():
        assert town.said_in(room)[-1].text == (
            "📰 Bal\nVenez danser.\nSource : La Gazette\nhttps://gazette.example/1\n"
            "Ana, pour le territoire"
        )
    with town.database.unit() as store:
        assert store[NewsItems].kept(1)[0].posted_at is not None
    assert ("webfeed_publish", "done") in audited(town, ana)


def test_what_was_published_follows_later_changes(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1, "Bal", description="Venez danser."))
    presses_forged(ana, "webfeed_publish:1")

    ana.says("/actu 1")
    ana.presses("Modifier")
    ana.presses("Titre")
    ana.says("Grand bal")

    for room in SQUARE.values():
        assert town.said_in(room)[-1].text.startswith("📰 Grand bal\nVenez danser.\nSource : ")
    assert len(in_the_square(town)) == 1


def test_two_taps_publish_once(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))

    presses_forged(ana, "webfeed_publish:1")
    again = presses_forged(ana, "webfeed_publish:1")
    late = presses_forged(ana, "webfeed_keep:1")

    assert again == late == DECIDED
    assert len(in_the_square(town)) == 1
    assert len(titles(town)) == 1


def test_what_is_ignored_is_not_proposed_again_but_may_be_taken_back(
    town: Town, ana: Neighbour
) -> None:
    follows(ana, item(1))
    open_first(ana)
    ana.presses("Ignorer")
    says_since(town, item(1, "Autre titre"))
    nothing = waiting(ana)

    back = ana.presses("La reproposer")

    assert nothing == []
    assert back.startswith("📰 Nouvelle 1")
    assert waiting(ana) == ["« La Gazette » propose 1 actualité"]


def test_all_that_were_shown_are_ignored_together(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    follows(ana, item(1), item(2))
    shown = town.said_in(BACK_ROOM)[-1]
    says_since(town, item(1), item(2), item(3))

    luc.presses("Tout ignorer", shown, room=BACK_ROOM)
    left = waiting(ana)
    luc.presses("Les reproposer", shown, room=BACK_ROOM)

    assert left == ["« La Gazette » propose 1 actualité"]
    assert waiting(ana) == ["« La Gazette » propose 3 actualités"]


def test_what_an_earlier_message_proposed_is_not_ignored_with_the_newest(
    town: Town, ana: Neighbour
) -> None:
    follows(ana, item(1))
    says_since(town, item(1), item(2), item(3))

    ana.presses("Tout ignorer", town.said_in(BACK_ROOM)[-1], room=BACK_ROOM)

    assert waiting(ana) == ["« La Gazette » propose 1 actualité"]


@pytest.mark.parametrize(
    "press",
    [
        *("webfeed_first:1", "webfeed_item:1", "webfeed_later:1", "webfeed_ask:1"),
        *("webfeed_keep:1", "webfeed_publish:1", "webfeed_ignore:1", "webfeed_none:1:1"),
    ],
)
def test_nobody_else_decides(town: Town, ana: Neighbour, press: str) -> None:
    follows(ana, item(1))
    zoe, max_ = town.member("Zoé"), town.stranger("Max")

    presses_forged(zoe, press)
    presses_forged(max_, press)

    assert waiting(ana) == ["« La Gazette » propose 1 actualité"]
    assert in_the_square(town) == []
    assert (press.partition(":")[0], "refused") in audited(town, zoe)


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


def test_what_two_feeds_bring_is_proposed_once(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    follows(ana, item(9, link="http://gazette.example/1"), item(2), url=OTHER, name="Autre")

    assert waiting(ana) == [
        "« La Gazette » propose 1 actualité",
        "« Autre » propose 1 actualité",
    ]


def test_the_first_reading_brings_three_and_what_was_older_never_comes(
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


def test_what_waits_for_a_month_is_forgotten(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))

    town.move(timedelta(days=32))

    assert waiting(ana) == []
    assert presses_forged(ana, "webfeed_keep:1") == DECIDED


def test_what_a_feed_says_rings_nobody_and_breaks_nothing(town: Town, ana: Neighbour) -> None:
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

    ana.presses("Les reproposer", ignored, room=BACK_ROOM)

    with town.database.unit() as store:
        assert store[WebFeeds].in_state(1, ItemState.PROPOSED) == []
