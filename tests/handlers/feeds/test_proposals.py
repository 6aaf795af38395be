"""Items that feeds propose: decided by the gardeners, never published by themselves."""

import pytest

from storage.digest import NewsItems
from storage.feeds import WebFeeds
from tests.handlers.audit.traces import audited, presses_forged
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
from tests.same_checksum import FIRST, FORGED
from tests.town import BACK_ROOM, CHANGED, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow


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


def test_a_published_item_follows_later_changes(town: Town, ana: Neighbour) -> None:
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


def test_an_ignored_item_is_not_proposed_again_but_may_be_taken_back(
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


def test_items_of_an_earlier_message_are_not_ignored_with_the_newest(
    town: Town, ana: Neighbour
) -> None:
    follows(ana, item(1))
    says_since(town, item(1), item(2), item(3))

    ana.presses("Tout ignorer", town.said_in(BACK_ROOM)[-1], room=BACK_ROOM)

    assert waiting(ana) == ["« La Gazette » propose 1 actualité"]


def test_nobody_else_decides(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    zoe, max_ = town.member("Zoé"), town.stranger("Max")
    presses = [
        *("webfeed_first:1", "webfeed_item:1", "webfeed_later:1", "webfeed_ask:1"),
        *("webfeed_keep:1", "webfeed_publish:1", "webfeed_ignore:1", "webfeed_none:1:1"),
    ]

    for press in presses:
        presses_forged(zoe, press)
        presses_forged(max_, press)
        assert waiting(ana) == ["« La Gazette » propose 1 actualité"], press

    assert in_the_square(town) == []
    refused = [(press.partition(":")[0], "refused") for press in presses]
    assert audited(town, zoe) == refused


def _changes_item(town: Town, title: str) -> None:
    with town.database.unit() as store:
        found = store[WebFeeds].item(1, 1)
        assert found is not None
        found[1].title = title


@pytest.mark.parametrize("titles_after", [[FORGED], [FORGED, FIRST]])
@pytest.mark.parametrize("label", ["Dans la lettre", "Publier dans 3 salons", "Ignorer"])
def test_no_decision_is_made_on_another_title_than_was_read(
    town: Town, ana: Neighbour, label: str, titles_after: list[str]
) -> None:
    follows(ana, item(1, FIRST))
    open_first(ana)
    if "salons" in label:
        ana.presses("Publier")
    read = ana.direct[-1]
    for title in titles_after:
        _changes_item(town, title)

    late = ana.presses(label, read)

    assert CHANGED in late
    assert titles_after[-1] in late
    assert waiting(ana) == ["« La Gazette » propose 1 actualité"]
    assert titles(town) == in_the_square(town) == []


def test_a_feed_that_takes_another_name_is_shown_with_it_before_its_item_is_published(
    town: Town, ana: Neighbour
) -> None:
    follows(ana, item(1, "Bal"))
    open_first(ana)
    ana.presses("Publier")
    read = ana.direct[-1]
    town.web.pages[URL] = feed(item(1, "Bal"), name="Votez Dupont")
    town.move(LONG_ENOUGH)

    late = ana.presses("Publier dans 3 salons", read)
    ana.presses("Publier")
    before = in_the_square(town)
    ana.presses("Publier dans 3 salons")

    assert CHANGED in late
    assert "Votez Dupont, lundi 23 novembre" in late
    assert before == []
    assert "Votez Dupont" in in_the_square(town)[0]
