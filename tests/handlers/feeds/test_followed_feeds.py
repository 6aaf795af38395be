"""Feeds: previewed, followed, listed and refused."""

from datetime import timedelta

import pytest

from bot.domain.feeds import MOST_BYTES
from handlers.feeds.followed_feeds import MOST_FEEDS
from storage.feeds import WebFeeds
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.feeds.feeds import PAGE, URL, feed, follows, item, waiting
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

OTHER = "https://autre.example/feed.xml"


def followed(town: Town, community_id: int = 1) -> list[str]:
    with town.database.unit() as store:
        return [each.name for each in store[WebFeeds].followed(community_id)]


def test_a_feed_is_shown_first_and_then_followed(town: Town, ana: Neighbour) -> None:
    town.web.pages[URL] = feed(*(item(n, day=20 + n) for n in (1, 2, 3)), item(4, day=None))

    said = ana.says(f"/flux {URL}")
    before = followed(town)
    done = ana.presses("Suivre")

    assert said == (
        "Je lis gazette.example et vous montre ce que j'y trouve. Rien n'est suivi pour "
        "l'instant.\n---\n"
        "📰 La Gazette\n"
        "gazette.example\n\n"
        "– Nouvelle 3 (lundi 23 novembre)\n"
        "– Nouvelle 2 (dimanche 22 novembre)\n"
        "– Nouvelle 1 (samedi 21 novembre)\n\n"
        "Une fois ce flux suivi, je le lis toutes les trois heures en journée. Vous décidez pour "
        "chaque actualité."
    )
    assert before == []
    assert done.startswith("« La Gazette » est suivi.")
    assert followed(town) == ["La Gazette"]
    assert audited(town, ana)[-2:] == [("feed", "done"), ("webfeed_follow", "done")]


def test_a_feed_that_is_not_followed_is_forgotten_within_two_days(
    town: Town, ana: Neighbour
) -> None:
    town.web.pages[URL] = feed(item(1))
    ana.says(f"/flux {URL}")

    said = ana.presses("Annuler")
    town.move(timedelta(days=2))

    assert said == "« La Gazette » n'est pas suivi."
    assert len(town.web.asked) == 1
    with town.database.unit() as store:
        assert store[WebFeeds].get(1) is None


def test_a_page_offers_the_feed_that_it_names(town: Town, ana: Neighbour) -> None:
    town.web.pages["https://gazette.example/"] = PAGE
    town.web.pages[URL] = feed(item(1))

    said = ana.says("/flux https://gazette.example/")
    ana.presses("Regarder ce flux")
    ana.presses("Suivre")

    assert said.endswith(f"C'est une page web. Elle indique un flux :\n{URL}")
    assert followed(town) == ["La Gazette"]


def test_the_page_of_a_followed_feed_says_that_it_is_followed(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    town.web.pages["https://gazette.example/"] = PAGE

    said = ana.says("/flux https://gazette.example/")

    assert said.endswith("Ce flux est déjà suivi : La Gazette.")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html></html>", "il n'y a pas de flux à cette adresse"),
        (b'{"a"', "il s'y trouve un flux, mais il est abîmé"),
        (b" " * (MOST_BYTES + 1), "ce flux est trop volumineux"),
    ],
    ids=["a page", "broken", "too large"],
)
def test_the_reason_for_an_unreadable_feed_is_told(
    town: Town, ana: Neighbour, content: bytes, why: str
) -> None:
    town.web.pages[URL] = content
    ana.says(f"/flux {URL}")
    said = ana.inbox[-1]
    town.web.pages[URL] = feed(item(1))

    ana.presses("Réessayer")

    assert said.startswith(f"Je n'arrive pas à lire « gazette.example » : {why}")
    assert ana.inbox[-1].startswith("📰 La Gazette")


@pytest.mark.parametrize(
    "typed", ["pas une adresse", "http://127.0.0.1/f", "https://zoe:mot@gazette.example/f"]
)
def test_other_words_are_explained(town: Town, ana: Neighbour, typed: str) -> None:
    assert "n'est pas une adresse web" in ana.says(f"/flux {typed}")
    assert town.web.asked == []


def test_a_first_feed_is_offered_and_asked_for(town: Town, ana: Neighbour) -> None:
    town.web.pages[URL] = feed(item(1))

    none = ana.says("/flux")
    asked = ana.presses("Ajouter un flux")
    ana.says(URL)

    assert none.startswith("Aucun flux n'est suivi.")
    assert asked.startswith("Quelle est l'adresse du flux")
    assert ana.inbox[-1].startswith("📰 La Gazette")


def test_followed_feeds_are_listed_with_their_state(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    follows(ana, url=OTHER, name="Autre")

    assert ana.says("/flux") == (
        "Flux suivis\n"
        "– La Gazette : lu mardi 24 novembre à 10 h, 1 actualité à décider\n"
        "– Autre : lu mardi 24 novembre à 10 h, rien à décider"
    )


def test_the_back_room_may_do_it_too(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    town.web.pages[URL] = feed(item(1))

    luc.says(f"!flux {URL}", room=BACK_ROOM)

    assert luc.inbox[-1].startswith("📰 La Gazette")


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_members_and_strangers_follow_nothing(town: Town, ana: Neighbour, network: str) -> None:
    follows(ana, item(1))
    zoe, max_ = town.member("Zoé", on=network), town.stranger("Max", on=network)
    asked = len(town.web.asked)

    for person in (zoe, max_):
        person.says(f"/flux {OTHER}")
        for press in ("webfeed:1", "webfeed_now:1", "webfeed_pause:1", "webfeed_remove:1"):
            presses_forged(person, press)

    assert len(town.web.asked) == asked
    assert followed(town) == ["La Gazette"]
    assert ("webfeed_remove", "refused") in audited(town, zoe)


def test_one_feed_is_followed_once_and_twenty_at_most(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    with town.database.unit() as store:
        for number in range(2, MOST_FEEDS):
            url = f"https://g{number}.example/f"
            more = store[WebFeeds].add(1, url, name=f"G{number}", by=1, at=town.clock.now())
            more.followed_at = town.clock.now()
            more.next_at = town.clock.now() + timedelta(days=9)
    follows(ana, item(7), url=OTHER, name="Autre")

    known = ana.says(f"/flux {URL}")
    full = ana.says("/flux https://encore.example/f")

    assert known == "Ce flux est déjà suivi : La Gazette."
    assert full.startswith(f"{MOST_FEEDS} flux sont déjà suivis.")
    assert len(followed(town)) == MOST_FEEDS


def test_a_feed_of_another_community_is_out_of_reach(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        paul = Neighbour(town, "telegram", "telegram:53", "Paul", "fr").joins("Eau vive")
        follows(ana, item(1))

        for press in ("webfeed:1", "webfeed_now:1", "webfeed_remove:1", "webfeed_follow:1"):
            assert "n'est plus suivi" in presses_forged(paul, press)
        for press in ("webfeed_first:1", "webfeed_keep:1", "webfeed_publish:1", "webfeed_none:1:9"):
            presses_forged(paul, press)

        assert waiting(ana) == ["« La Gazette » propose 1 actualité"]
        assert waiting(paul) == []
    finally:
        town.close()


def test_a_feed_stays_when_its_gardener_goes(town: Town, ana: Neighbour) -> None:
    luc = town.gardener("region")
    luc.town.web.pages[URL] = feed(item(1))
    luc.says(f"!flux {URL}")
    luc.presses("Suivre")

    luc.says("!effacer")
    luc.presses("Effacer mes données")
    luc.presses("Oui, tout effacer")

    assert ana.says("/flux").startswith("Flux suivis")
    with town.database.unit() as store:
        assert [each.added_by for each in store[WebFeeds].followed(1)] == [None]
