"""Pages as they are fetched: redirects, packed answers, addresses that count as public."""

import gzip
from ipaddress import ip_address

import pytest
from aiohttp import web

from bot.web.internet_addresses import is_public
from bot.web.safe_fetch import (
    FetchedPage,
    NotModified,
    NotPublic,
)
from tests.web.safe_fetch.sites import (
    INSIDE,
    MOST,
    fetched,
    leading,
    safe_fetcher,
    says,
    sends_to,
    site,
)


async def test_a_page_is_fetched_as_what_we_are_and_nobody_else() -> None:
    async with site(says) as here:
        page = await fetched(
            safe_fetcher(here.port), here.url(name="site.example"), accept="text/calendar"
        )

    assert page.content == b"BEGIN:VCALENDAR"
    [asked] = here.asked
    assert asked.headers["User-Agent"].startswith("Terreau")
    assert asked.headers["Accept"].startswith("text/calendar, ")
    assert asked.headers["Host"] == f"site.example:{here.port}"
    assert {"Cookie", "Referer", "Authorization"}.isdisjoint(asked.headers)


async def test_an_unchanged_page_is_not_fetched_again() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        known = {"ETag": '"7"', "Last-Modified": "Tue, 24 Nov 2026 09:00:00 GMT"}
        if request.headers.get("If-None-Match") == '"7"':
            assert request.headers["If-Modified-Since"] == known["Last-Modified"]
            return web.Response(status=304)
        return web.Response(body=b"x", headers=known)

    async with site(handle) as here:
        first = await safe_fetcher(here.port).fetch(here.url(), MOST)
        assert isinstance(first, FetchedPage)
        again = await safe_fetcher(here.port).fetch(
            here.url(), MOST, etag=first.etag, modified=first.modified
        )

    assert again == NotModified()


async def test_a_redirect_is_followed() -> None:
    async with site(sends_to("/there")) as here:
        page = await fetched(safe_fetcher(here.port), here.url("/here"))

    assert page.url == here.url("/there")
    assert page.content == b"BEGIN:VCALENDAR"
    assert [each.path for each in here.asked] == ["/here", "/there"]


async def test_a_packed_page_is_unpacked() -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        packed = gzip.compress(b"a" * 50_000)
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    async with site(handle) as here:
        assert (await fetched(safe_fetcher(here.port), here.url())).content == b"a" * 50_000


async def test_cookies_are_not_kept_from_one_hop_to_the_next() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/there":
            return await says(request)
        answer = web.Response(status=302, headers={"Location": "/there"})
        answer.set_cookie("who", "you")
        return answer

    async with site(handle) as here:
        await safe_fetcher(here.port).fetch(here.url(), MOST)

    assert len(here.asked) == 2
    assert [each.headers.get("Cookie") for each in here.asked] == [None, None]


async def test_the_proxy_of_the_environment_is_used_but_for_what_it_excepts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with site(says) as here, site(says, INSIDE) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        await safe_fetcher(here.port).fetch(here.url(), MOST)
        assert (len(here.asked), len(proxy.asked)) == (0, 1)

        monkeypatch.setenv("no_proxy", here.host)
        await safe_fetcher(here.port).fetch(here.url(), MOST)
        assert (len(here.asked), len(proxy.asked)) == (1, 1)


async def test_a_proxy_is_asked_for_names_that_are_not_known_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with site(says, INSIDE) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        await safe_fetcher(80, resolve=leading()).fetch("http://region.example/feed", MOST)

    assert [each.headers["Host"] for each in proxy.asked] == ["region.example"]


@pytest.mark.parametrize("host", [INSIDE, "inner.example"])
async def test_a_proxy_is_not_asked_for_what_is_known_to_be_inner(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    async with site(says, INSIDE) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        with pytest.raises(NotPublic):
            await safe_fetcher(80, resolve=leading(inner=[INSIDE])).fetch(f"http://{host}/", MOST)

    assert proxy.asked == []


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_an_address_within_another_counts() -> None:
    for carried in ("::ffff:8.8.8.8", "2002:808:808::1", "64:ff9b::808:808"):
        assert is_public(ip_address(carried))
    for carried in ("::ffff:10.0.0.1", "2002:a00:1::1", "64:ff9b::a00:1", "64:ff9b::7f00:1"):
        assert not is_public(ip_address(carried))


ALL_ELSE = """
0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.168.1.1 192.0.2.1
198.18.0.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 192.0.0.1 :: ::1
::127.0.0.1 fe80::1 fe80::1%eth0 fec0::1 fc00::1 fd12:3456::1 ff02::1 ff0e::1
2001:db8::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 100::1 64:ff9b:1::1 4000::1
168.63.129.16 192.0.0.192 192.0.0.9 192.88.99.1 192.88.99.255 100.100.100.200 fd00:ec2::254
2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::1 3fff::1 3fff:fff:ffff::1 5f00::1
::ffff:168.63.129.16 64:ff9b::a83f:8110 64:ff9b::c000:c0 2002:c058:6301::1 2002:a83f:8110::1
"""


@pytest.mark.parametrize(
    "address",
    ALL_ELSE.split(),
)
def test_any_other_address_is_not_public(address: str) -> None:
    assert is_public(ip_address("1.1.1.1"))
    assert not is_public(ip_address(address))
