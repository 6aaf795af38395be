"""The page of a link: opening it takes nothing, pressing its button gives the file, once."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.domain import codes
from bot.web import internet_addresses
from bot.web.html import language
from tests.plain_text import plain
from tests.web.file_pages import CONTENT, LARGE, PROXIES, Site, as_browsers, check


async def test_opening_shows_a_button_and_takes_nothing(site: Site) -> None:
    link = site.link()

    for _ in range(3):
        status, page = await site.opens(link)
        assert (status, page.count("<button")) == (200, 1)
    status, body, told = await site.asks("HEAD", link)
    assert (status, body) == (200, b"")
    check(told)

    assert await site.presses(link) == (200, CONTENT)


async def test_the_page_is_whole_and_plain(site: Site) -> None:
    _, page = await site.opens(site.link(), Accept_Language="fr-CA,fr;q=0.9,en;q=0.5")

    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert "<title>Un fichier pour vous</title>" in page
    assert page.count("<h1>") == 1
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert '<form method="post"><button type="submit">Récupérer le fichier</button></form>' in page
    for never in ("<script", "http://", "https://", "src=", "style=", "Zoé", "liste"):
        assert never not in page


async def test_the_file_comes_as_a_file(site: Site) -> None:
    status, body, told = await site.asks("POST", site.link(), **as_browsers())

    assert (status, body) == (200, CONTENT)
    assert told["Content-Type"] == "text/csv; charset=utf-8"
    bare, encoded = 'filename="Liste  ete.csv"', "Liste%20%E2%80%93%20%C3%A9t%C3%A9.csv"
    assert told["Content-Disposition"] == f"attachment; {bare}; filename*=UTF-8''{encoded}"
    check(told)


async def test_a_large_file_comes_whole(site: Site) -> None:
    assert await site.presses(site.link("large")) == (200, LARGE)


async def test_links_that_were_taken_or_ended_or_never_were_look_the_same(site: Site) -> None:
    taken, over = site.link(), site.link()
    assert (await site.presses(taken))[0] == 200
    never = f"{site.url}/f/{codes.new_token()}"
    site.engine.clock.move(timedelta(hours=1))

    seen = [await site.opens(link) for link in (taken, over, never, f"{site.url}/f/x")]
    pressed = [await site.presses(link) for link in (taken, over, never)]

    assert len({*seen, *((status, plain(body.decode())) for status, body in pressed)}) == 1
    status, page = seen[0]
    assert status == 404
    assert "Il n'y a pas de fichier ici" in page
    assert "Redemandez le fichier" in page
    assert "<button" not in page


async def test_only_one_of_many_simultaneous_presses_gets_the_file(site: Site) -> None:
    link = site.link()

    got = await asyncio.gather(*(site.presses(link) for _ in range(8)))

    assert sorted(status for status, _ in got) == [200, *[404] * 7]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec_Fetch_Site": "same-site", "Origin": "https://other.terreau.example"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "null"}, 403),
        ({"Origin": "https://terreau.example"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://terreau.example"}, 403),
        ({"Origin": "null"}, 200),
        ({"X": "an older browser"}, 200),
    ],
)
async def test_another_site_cannot_press(site: Site, headers: dict[str, str], status: int) -> None:
    link = site.link()

    assert (await site.presses(link, **headers))[0] == status

    assert (await site.presses(link))[0] == (404 if status == 200 else 200), "it took nothing"


@pytest.mark.crashes("a file cannot be drawn")
async def test_a_file_that_cannot_be_drawn_is_not_lost(site: Site) -> None:
    link = site.link()
    site.trouble.append("trouble")

    status, page = await site.presses(link)
    assert status == 503
    assert "votre lien sert encore" in plain(page.decode())
    assert b"<button" in page
    site.trouble.clear()

    assert await site.presses(link) == (200, CONTENT)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_nothing_else_is_done(site: Site, method: str) -> None:
    link = site.link()

    status, _, told = await site.asks(method, link)

    assert status == 405
    check(told)
    assert (await site.presses(link))[0] == 200


@pytest.mark.parametrize("path", ["/", "/f", "/f/", "/f/a/b", "/favicon.ico", "/.env"])
async def test_nothing_else_is_there(site: Site, path: str) -> None:
    status, _, told = await site.asks("GET", site.url + path)

    assert status == 404
    check(told)


async def test_robots_are_told(site: Site) -> None:
    assert await site.opens(f"{site.url}/robots.txt") == (
        200,
        (
            "User-agent: *\nDisallow: /\nAllow: /c/\nAllow: /f/static/\n"
            "Disallow: /c/feed/\nDisallow: /c/figures/\n"
        ),
    )


async def test_a_proxy_may_keep_the_path_of_our_address(site: Site) -> None:
    assert await site.presses(site.link(path="/bot/f")) == (200, CONTENT)


async def test_a_guesser_has_to_wait_and_others_do_not(site: Site) -> None:
    link, mine = site.link(), {"X_Forwarded_For": "203.0.113.7"}
    wrong = [f"{site.url}/f/{codes.new_token()}" for _ in range(internet_addresses.MOST + 5)]
    guessed = [(await site.opens(each, **mine))[0] for each in wrong]

    assert guessed == [404] * internet_addresses.MOST + [429] * 5
    status, page = await site.opens(link, **mine)
    assert status == 429
    assert "Trop d'essais" in page
    assert (await site.presses(link, **mine, **as_browsers()))[0] == 429
    forged = {"X_Forwarded_For": "198.51.100.1, 203.0.113.7"}
    assert (await site.opens(link, **forged))[0] == 429, "what a client says of itself is nothing"
    assert (await site.opens(link, X_Forwarded_For="203.0.113.8"))[0] == 200

    site.engine.clock.move(internet_addresses.WITHIN)
    assert (await site.opens(link, **mine))[0] == 200


def test_however_many_try_little_is_remembered_of_them() -> None:
    counted, now = internet_addresses.LoginAttempts(), datetime(2026, 11, 24, tzinfo=UTC)
    for nth in range(internet_addresses._ADDRESSES + 100):
        counted.was_wrong(f"10.{nth >> 16}.{nth >> 8 & 255}.{nth & 255}", now)

    assert len(counted._wrong) == internet_addresses._ADDRESSES


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.1.2.3", "203.0.113.7"),
        ("127.0.0.1", "10.1.2.9, 10.1.2.3", "10.1.2.9"),
        ("127.0.0.1", "1.1.1.1, 10.1.3.3", "10.1.3.3"),
        ("10.1.2.3", "203.0.113.7", "203.0.113.7"),
        ("10.1.3.3", "203.0.113.7", "10.1.3.3"),
        ("192.168.1.1", "203.0.113.7", "192.168.1.1"),
        ("8.8.8.8", "203.0.113.7", "8.8.8.8"),
        ("::1", "203.0.113.7", "::/64"),
        ("2001:db8:9::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", "nobody" * 99, ("nobody" * 99)[:64]),
        ("127.0.0.1", " , ,", "127.0.0.1"),
    ],
)
def test_the_address_of_a_request_is_recognised(remote: str, forwarded: str, address: str) -> None:
    trusted = [*PROXIES, ip_network("10.1.2.0/24"), ip_network("2001:db8:9::/48")]
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": forwarded})
    assert internet_addresses.address_of(request.clone(remote=remote), trusted) == address


@pytest.mark.parametrize("remote", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "fd00::1", "8.8.8.8"])
def test_a_proxy_that_is_not_configured_is_not_believed(remote: str) -> None:
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": "203.0.113.7"})
    direct = make_mocked_request("GET", "/").clone(remote=remote)
    assert internet_addresses.address_of(
        request.clone(remote=remote)
    ) == internet_addresses.address_of(direct)


def test_a_million_guesses_find_nothing() -> None:
    """A link's token has 190 bits: 10^6 tries find one of a thousand with less than 10^-48."""
    token = codes.new_token()
    assert re.fullmatch(r"[A-Za-z0-9]{32}", token)
    assert 10**6 * 1000 < 62**32 * 10**-48
    assert len({codes.new_token() for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", "fr"),
        ("en", "en"),
        ("en-US,en;q=0.9,fr;q=0.8", "en"),
        ("de-DE,de;q=0.9,fr;q=0.3,en;q=0.2", "fr"),
        ("de", "fr"),
        ("en;q=0, fr;q=0.1", "fr"),
        ("en;q=abc", "fr"),
        ("*", "fr"),
        (";;;,,,", "fr"),
        ("en" + ",x" * 5000, "en"),
    ],
)
def test_the_page_speaks_as_the_browser_likes(accepted: str, spoken: str) -> None:
    assert language(accepted, "fr") == spoken
