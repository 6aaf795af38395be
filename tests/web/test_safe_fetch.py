"""Nobody can make us look into an inner network, nor stay long: real servers, on this host.

`127.0.0.2` plays the internet here, `127.0.0.1` the inner network.
"""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import EAI_AGAIN, EAI_NONAME, gaierror
from time import monotonic

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.core.messages.ports import FileGone, FileTooBig, Rejected, SendError
from bot.web.public_addresses import Address, is_public
from bot.web.safe_fetch import (
    BadAddress,
    FetchedPage,
    NoSuchName,
    NotModified,
    NotPublic,
    NotTrusted,
    SafeFetcher,
    Unreachable,
)

OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"
MOST = 100_000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """A server that keeps what it was asked."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.asked: list[web.Request] = []

    def url(self, path: str = "/", name: str = "") -> str:
        return f"http://{name or self.host}:{self.port}{path}"


@asynccontextmanager
async def site(
    handler: Handler, host: str = OUTSIDE, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Site]:
    found = Site(host, 0)

    async def handle(request: web.Request) -> web.StreamResponse:
        found.asked.append(request)
        return await handler(request)

    page = web.Application()
    page.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(page, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, 0, ssl_context=tls).start()
    found.port = runner.addresses[0][1]
    try:
        yield found
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw(answer: bytes, *, then: float = 0.0) -> AsyncIterator[Site]:
    """A server that says these very bytes, whatever it is asked."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await asyncio.sleep(then)
        writer.close()

    server = await asyncio.start_server(serve, OUTSIDE, 0)
    async with server:
        yield Site(OUTSIDE, server.sockets[0].getsockname()[1])


def pretended(address: Address) -> bool:
    return str(address) == OUTSIDE


def leading(**names: Sequence[str]) -> Callable[[str, int], Awaitable[Sequence[str]]]:
    async def resolve(host: str, port: int) -> Sequence[str]:
        known = names.get(host.partition(".")[0])
        if known is None:
            raise gaierror(EAI_NONAME, "no such name")
        return known

    return resolve


def surfing(
    *ports: int,
    resolve: Callable[[str, int], Awaitable[Sequence[str]]] | None = None,
    seconds: float = 5.0,
) -> SafeFetcher:
    return SafeFetcher(
        public=pretended,
        resolve=resolve or leading(site=[OUTSIDE]),
        ports=ports,
        seconds=seconds,
    )


async def fetched(fetcher: SafeFetcher, url: str, **asked: str) -> FetchedPage:
    page = await fetcher.fetch(url, MOST, **asked)
    assert isinstance(page, FetchedPage)
    return page


async def says(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=b"BEGIN:VCALENDAR")


def sends_to(*urls: str) -> Handler:
    """Each page leads to the next."""
    left = list(urls)

    async def redirect(_request: web.Request) -> web.StreamResponse:
        return (
            web.Response(status=302, headers={"Location": left.pop(0)})
            if left
            else await says(_request)
        )

    return redirect


# What is fetched


async def test_a_page_is_fetched_as_what_we_are_and_nobody_else() -> None:
    async with site(says) as here:
        page = await fetched(
            surfing(here.port), here.url(name="site.example"), accept="text/calendar"
        )

    assert page.content == b"BEGIN:VCALENDAR"
    [asked] = here.asked
    assert asked.headers["User-Agent"].startswith("Terreau")
    assert asked.headers["Accept"].startswith("text/calendar, ")
    assert asked.headers["Host"] == f"site.example:{here.port}"
    assert {"Cookie", "Referer", "Authorization"}.isdisjoint(asked.headers)


async def test_what_did_not_change_is_not_fetched_again() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        known = {"ETag": '"7"', "Last-Modified": "Tue, 24 Nov 2026 09:00:00 GMT"}
        if request.headers.get("If-None-Match") == '"7"':
            assert request.headers["If-Modified-Since"] == known["Last-Modified"]
            return web.Response(status=304)
        return web.Response(body=b"x", headers=known)

    async with site(handle) as here:
        first = await surfing(here.port).fetch(here.url(), MOST)
        assert isinstance(first, FetchedPage)
        again = await surfing(here.port).fetch(
            here.url(), MOST, etag=first.etag, modified=first.modified
        )

    assert again == NotModified()


async def test_a_redirect_is_followed() -> None:
    async with site(sends_to("/there")) as here:
        page = await fetched(surfing(here.port), here.url("/here"))

    assert page.url == here.url("/there")
    assert page.content == b"BEGIN:VCALENDAR"
    assert [each.path for each in here.asked] == ["/here", "/there"]


async def test_what_is_packed_is_unpacked() -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        packed = gzip.compress(b"a" * 50_000)
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    async with site(handle) as here:
        assert (await fetched(surfing(here.port), here.url())).content == b"a" * 50_000


async def test_cookies_are_not_kept_from_one_hop_to_the_next() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/there":
            return await says(request)
        answer = web.Response(status=302, headers={"Location": "/there"})
        answer.set_cookie("who", "you")
        return answer

    async with site(handle) as here:
        await surfing(here.port).fetch(here.url(), MOST)

    assert [each.headers.get("Cookie") for each in here.asked] == [None, None]


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with site(says) as here, site(says, INSIDE) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        await surfing(here.port).fetch(here.url(), MOST)

    assert (len(here.asked), proxy.asked) == (1, [])


# Where nobody leads us


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://site.example/a.ics",
        "webcal://site.example/a.ics",
        "data:text/calendar,BEGIN:VCALENDAR",
        "javascript:alert(1)",
        "//site.example/a.ics",
        "site.example",
        "",
        "http://",
        "http:///a",
        "http://zoe:secret@site.example/",
        "http://site.example@other.example/",
        "http://site.example:22/",
        "http://site.example:0/",
        "http://site.example:99999/",
        "http://[::1",
        "http://site.example/" + "a" * 3000,
    ],
)
async def test_other_addresses_are_not_fetched(url: str) -> None:
    with pytest.raises(BadAddress):
        await SafeFetcher().fetch(url, MOST)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing is bound to it
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "localhost",
        "LOCALHOST.",
    ],
)
async def test_an_inner_host_is_not_asked_however_it_is_written(host: str) -> None:
    with pytest.raises((NotPublic, BadAddress, NoSuchName, Unreachable)) as raised:
        await SafeFetcher().fetch(f"http://{host}/", MOST)

    assert not isinstance(raised.value, Unreachable) or "URL" in str(raised.value)


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://inner.example:{port}/",
        "//inner.example:{port}/",
    ],
)
async def test_a_redirect_leads_nowhere_inside(to: str) -> None:
    async with site(says, INSIDE) as inner, site(sends_to(to.format(port=inner.port))) as here:
        names = leading(site=[OUTSIDE], inner=[INSIDE])
        with pytest.raises(NotPublic):
            await surfing(here.port, inner.port, 80, resolve=names).fetch(here.url(), MOST)

    assert inner.asked == []


@pytest.mark.parametrize("to", ["file:///etc/passwd", "gopher://site.example/", "http://a:b@c/"])
async def test_a_redirect_leads_to_pages_only(to: str) -> None:
    async with site(sends_to(to)) as here:
        with pytest.raises(BadAddress):
            await surfing(here.port).fetch(here.url(), MOST)


async def test_a_name_that_leads_outside_and_inside_leads_nowhere() -> None:
    async with site(says) as here:
        names = leading(both=[OUTSIDE, INSIDE])
        with pytest.raises(NotPublic):
            await surfing(here.port, resolve=names).fetch(here.url(name="both.example"), MOST)

    assert here.asked == []


async def test_the_address_that_was_looked_at_is_the_one_connected_to() -> None:
    """A name that leads outside when it is looked at, and inside a moment later."""
    answers = [[OUTSIDE], [INSIDE], [INSIDE]]

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    async with site(says) as here:
        page = await fetched(surfing(here.port, resolve=rebinding), here.url(name="site.example"))
        assert page.content == b"BEGIN:VCALENDAR"
        with pytest.raises(NotPublic):
            await surfing(here.port, resolve=rebinding).fetch(here.url(name="site.example"), MOST)

    assert len(answers) == 1  # asked once each
    assert len(here.asked) == 1


async def test_a_redirect_to_the_same_name_is_looked_at_again() -> None:
    answers = [[OUTSIDE], [INSIDE]]

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    async with site(sends_to("/again")) as here:
        with pytest.raises(NotPublic):
            await surfing(here.port, resolve=rebinding).fetch(here.url(name="site.example"), MOST)


async def test_whatever_finds_the_address_the_connection_is_looked_at() -> None:
    """The last look is at the socket's own address, beyond names."""
    first = surfing(80)
    with pytest.raises(NotPublic):
        first._socket((2, 1, 6, "", (INSIDE, 80)))


# What takes too long or too much


async def test_a_redirect_in_a_circle_ends() -> None:
    async with site(sends_to(*["/again"] * 50)) as here:
        with pytest.raises(Unreachable):
            await surfing(here.port).fetch(here.url(), MOST)

    assert len(here.asked) == 6


@pytest.mark.parametrize("declared", [True, False])
async def test_too_large_a_page_is_left(declared: bool) -> None:  # noqa: FBT001 - a case
    async def handle(request: web.Request) -> web.StreamResponse:
        if declared:
            return web.Response(body=b"a" * (MOST + 1))
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(1000):
            await answer.write(b"a" * 1000)
        return answer

    async with site(handle) as here:
        with pytest.raises(FileTooBig):
            await surfing(here.port).fetch(here.url(), MOST)


async def test_a_small_parcel_that_holds_very_much_is_left() -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        bomb = gzip.compress(b"\0" * 100_000_000)
        assert len(bomb) < MOST
        return web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    async with site(handle) as here:
        with pytest.raises(FileTooBig):
            await surfing(here.port).fetch(here.url(), MOST)


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "zstd"])
async def test_what_we_did_not_ask_to_be_packed_is_not_unpacked(packing: str) -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"??", headers={"Content-Encoding": packing})

    async with site(handle) as here:
        with pytest.raises(Rejected):
            await surfing(here.port).fetch(here.url(), MOST)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip", id="no gzip"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"abc")[:-6],
            id="half a gzip",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", id="cut"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 50_000 + b"\r\n\r\nx", id="huge header"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n", id="many headers"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", id="odd redirect"),
    ],
)
async def test_an_odd_server_is_told_in_a_word(answer: bytes) -> None:
    async with raw(answer) as here:
        with pytest.raises(SendError) as raised:
            await surfing(here.port).fetch(here.url(), MOST)

    assert raised.value.word in ("unreachable", "address")


async def test_a_page_that_drips_for_ever_is_left() -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(100):
            await answer.write(b"a")
            await asyncio.sleep(0.05)
        return answer

    async with site(handle) as here:
        begun = monotonic()
        with pytest.raises(Unreachable):
            await surfing(here.port, seconds=0.5).fetch(here.url(), MOST)

    assert monotonic() - begun < 2


async def test_redirects_share_the_time() -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.2)
        return web.Response(status=302, headers={"Location": "/again"})

    async with site(handle) as here:
        begun = monotonic()
        with pytest.raises(Unreachable):
            await surfing(here.port, seconds=0.5).fetch(here.url(), MOST)

    assert monotonic() - begun < 1


async def test_a_name_that_takes_for_ever_is_left() -> None:
    async def slow(_host: str, _port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    with pytest.raises(Unreachable):
        await surfing(80, resolve=slow, seconds=0.2).fetch("http://site.example/", MOST)


# What a server may answer


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, FileGone),
        (410, FileGone),
        (401, Rejected),
        (304, Rejected),
        (204, Rejected),
        (429, Unreachable),
        (500, Unreachable),
        (503, Unreachable),
    ],
)
async def test_a_refusal_is_told_by_its_kind(status: int, kind: type[SendError]) -> None:
    async def handle(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    async with site(handle) as here:
        with pytest.raises(kind):
            await surfing(here.port).fetch(here.url(), MOST)


async def test_a_name_that_nobody_has_is_told() -> None:
    with pytest.raises(NoSuchName):
        await surfing(80).fetch("http://nowhere.example/", MOST)


async def test_a_name_that_is_not_found_now_may_be_later() -> None:
    async def unwell(_host: str, _port: int) -> Sequence[str]:
        raise gaierror(EAI_AGAIN, "again")

    with pytest.raises(Unreachable):
        await surfing(80, resolve=unwell).fetch("http://site.example/", MOST)


async def test_a_name_that_leads_nowhere_is_told() -> None:
    with pytest.raises(NoSuchName):
        await surfing(80, resolve=leading(site=[])).fetch("http://site.example/", MOST)


async def test_nobody_there_is_told() -> None:
    async with site(says) as here:
        port = here.port
    with pytest.raises(Unreachable):
        await surfing(port).fetch(f"http://{OUTSIDE}:{port}/", MOST)


async def test_a_site_that_cannot_prove_itself_is_not_trusted(tmp_path: Path) -> None:
    async with site(says, tls=_self_signed(tmp_path)) as here:
        with pytest.raises(NotTrusted):
            await surfing(here.port).fetch(f"https://site.example:{here.port}/", MOST)

    assert here.asked == []


async def test_what_a_server_says_of_itself_can_be_kept() -> None:
    answer = b'HTTP/1.1 200 OK\r\nETag: "' + b"a" * 500 + b'"\r\nContent-Length: 1\r\n\r\nx'
    async with raw(answer) as here:
        assert (await fetched(surfing(here.port), here.url())).content == b"x"


# What is outside


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_the_internet_is_outside(address: str) -> None:
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
def test_all_else_is_not(address: str) -> None:
    assert not is_public(ip_address(address))


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "site.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = folder / "site.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
