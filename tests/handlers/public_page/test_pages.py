"""The pages: events for everyone, a map, a feed, and how one joins on each network."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import aiohttp
import pytest

from bot.domain.personal_data import DIRECTORY
from bot.domain.roles import Circle
from handlers.public_page.feed import Entry, feed
from storage.events import Events
from storage.members import Consents, Members
from storage.profile import Profiles
from tests.handlers.public_page.public_pages import HOME, is_missing, page, show_part
from tests.town import PARIS, Neighbour, Town
from tests.web.own_pages import fetched, serving

VISIT = "/evenement Visite du composteur | samedi 5 décembre 14h30-16h | 3 rue des Lilas, Besançon"
ATOM = "{http://www.w3.org/2005/Atom}"


def announce(ana: Neighbour, typed: str = VISIT) -> None:
    ana.says(typed)
    ana.presses("Annoncer")


def test_an_event_has_a_page_of_its_own(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    announce(ana, f"{VISIT} | 20 places")
    assert is_missing(town, f"{HOME}/events/1")

    show_part(ana, luc, "Événements")

    home, event = page(town), page(town, f"{HOME}/events/1")
    assert '<a href="/c/energie/events/1">Visite du composteur</a>' in home
    assert "Samedi 5 décembre, 14 h 30 – 16 h" in event
    assert "3 rue des Lilas, Besançon" in event
    assert "20 places libres" in event
    assert '<meta property="og:title" content="Visite du composteur">' in event
    assert 'content="https://terreau.example/c/energie/events/1/map.png"' in event
    assert 'href="/c/energie/events/1.ics"' in event
    assert '<meta name="robots" content="index, follow">' in event
    assert "<code>!inscription 1 oui</code>" in event
    assert "Ana" not in event


def test_the_link_of_an_online_event_stays_in_the_rooms(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    show_part(ana, luc, "Événements")
    announce(ana, "/evenement Webinaire | samedi 5 décembre 14h30 | https://visio.example/secret")

    event = page(town, f"{HOME}/events/1")

    assert "visio.example" not in event
    assert "On peut y assister en ligne" in event


def test_an_event_for_some_is_not_public(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Événements")
    announce(ana)
    with town.database.unit() as store:
        store[Events].change(1, town.clock.now(), circles=["engaged"])

    assert "composteur" not in page(town)
    assert is_missing(town, f"{HOME}/events/1")
    assert is_missing(town, f"{HOME}/events/1/map.png")
    assert is_missing(town, f"{HOME}/events/2")


def test_an_event_that_is_called_off_says_so(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Événements")
    announce(ana)
    ana.says("/evenement 1 annuler Il va neiger")

    event = page(town, f"{HOME}/events/1")

    assert "Cet événement est annulé." in event
    assert "S'inscrire" not in event
    assert '<meta name="robots" content="noindex, nofollow">' in event
    assert "composteur" not in page(town)


@pytest.mark.slow
def test_the_map_is_drawn_by_us(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Événements")
    announce(ana)

    status, drawn = fetched(town, f"{HOME}/events/1/map.png")

    assert status == 200
    assert drawn.startswith(b"\x89PNG")


def test_a_feed_tells_what_is_new(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Événements")
    announce(ana, VISIT.replace("Visite", "Visite <b>&"))

    _, written = fetched(town, f"{HOME}/feed.atom")
    [entry] = ET.fromstring(written).findall(f"{ATOM}entry")  # noqa: S314 - ours

    assert entry.findtext(f"{ATOM}title", "").startswith("Visite <b>")
    assert entry.findtext(f"{ATOM}id") == "https://terreau.example/c/energie/events/1"
    assert entry.findtext(f"{ATOM}updated")


def test_a_feed_has_nothing_that_xml_cannot_have() -> None:
    at = datetime(2026, 12, 5, tzinfo=UTC)
    entry = Entry("a\x0cb\ud800", "https://c.example", "https://c.example#1", at, "<&\x00>")

    written = feed("\x1bTitle", "https://c.example", "https://c.example/feed.atom", [entry], at)

    [found] = ET.fromstring(written).findall(f"{ATOM}entry")  # noqa: S314 - ours
    assert found.findtext(f"{ATOM}title") == "ab"
    assert found.findtext(f"{ATOM}summary") == "<&>"


def test_hostile_words_stay_words(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Événements")
    announce(ana, VISIT.replace("Visite", "<script>alert(1)</script>"))

    for path in (HOME, f"{HOME}/events/1"):
        _, body = fetched(town, path)
        assert b"<script" not in body
        assert b"&lt;script&gt;" in body


def test_one_joins_on_each_network(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Présentation")

    home = page(town)

    assert "Sur Telegram" in home
    assert "<code>!rejoindre</code>" in home
    english = page(town, f"{HOME}?lang=en")
    assert "<code>!join</code>" in english
    assert "One joins as a person" in english


def test_figures_are_of_closed_months(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Bilan")
    town.crowd(4)
    assert "Membres :" not in page(town), "the month is not over"
    town.move_to(datetime(2026, 12, 7, 12, tzinfo=PARIS))

    words = page(town)
    assert "<li>2026, jusqu'à fin novembre 2026.</li>" in words
    assert "<li>Membres : 5 ou plus</li>" in words


@pytest.mark.slow
def test_the_map_of_members_counts_adults_who_chose_to_be_found(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    for nth in range(8):
        found_by_all = nth > 0
        with town.database.unit() as store:
            member = store[Members].register_without_account("Camille", at=town.clock.now())
            member.commune, member.adult = "25056", found_by_all
            store[Members].join(member, 1, Circle.INFORMED, town.clock.now())
            store[Profiles].show(member, 1, "name")
            store[Consents].give(
                member, 1, DIRECTORY, version="1", channel="telegram", at=town.clock.now()
            )
    show_part(ana, luc, "Carte des membres")
    assert "members.png" not in page(town), "no month has been counted yet"

    town.move(timedelta(hours=2))

    home = page(town)
    assert '<img src="/c/energie/members.png"' in home
    assert "<li>Doubs (25) : 5</li>" in home
    status, drawn = fetched(town, f"{HOME}/members.png")
    assert status == 200
    assert drawn.startswith(b"\x89PNG")
    ana.says("/page")
    ana.presses("Carte des membres")
    ana.presses("Ne plus montrer")
    assert is_missing(town, f"{HOME}/members.png")


def test_a_page_with_peoples_words_is_asked_for_at_each_view(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    show_part(ana, luc, "Présentation")
    ana.says("/page")
    ana.presses("Y mettre mon nom")

    async def look(path: str, **headers: str) -> tuple[int, str, str]:
        async with serving(town) as url, aiohttp.request("GET", url + path, headers=headers) as got:
            return got.status, got.headers["Cache-Control"], got.headers["ETag"]

    for path in (HOME, f"{HOME}/feed.atom"):
        status, kept, etag = town.do(look(path))
        assert (status, kept) == (200, "no-cache")
        assert town.do(look(path, **{"If-None-Match": etag}))[0] == 304
    before = town.do(look(HOME))[2]
    ana.presses("Ne plus montrer")
    assert town.do(look(HOME, **{"If-None-Match": before}))[0] == 200
