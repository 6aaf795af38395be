"""Fetch web pages safely: never from an inner network, never for long; and have them read.

The owner of an address may control its name. So we resolve each name ourselves, all its addresses
must be public, and the address of the open connection is checked again: a name that changes a
moment later gains nothing. Each redirect is followed like a new address. What is large to read is
read in a worker process.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol
from urllib.request import getproxies

import aiohttp
from aiohttp import ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.helpers import get_env_proxy_for_url
from yarl import URL

from bot.core.context.clock import Clock
from bot.core.declarations.references import WEB
from bot.core.declarations.registry import Declared
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FileGone, FileTooBig, NotSent, Rejected
from bot.web.internet_addresses import Address, is_public, read_address
from bot.workers.worker_process import WorkFailed, read_in_worker

SECONDS = 30.0
MOST_HOPS = 5
MOST_ADDRESSES = 16
LONGEST_URL = 2000
PORTS = frozenset({80, 443})
AGENT = "Terreau (reads calendars, feeds and links that people tell it of)"
_PAGE = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class BadAddress(Rejected):
    """It is no address that is fetched."""

    word = "address"


class NotPublic(Rejected):
    """It leads into an inner network."""

    word = "inner"


class NoSuchName(Rejected):
    """No site has this name."""

    word = "no name"


class NotTrusted(Rejected):
    """The site cannot prove that it is the one."""

    word = "insecure"


class Unreachable(NotSent):
    """The site does not answer, or not in time, or not in a way that can be read."""

    word = "unreachable"


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A fetched page: its bytes, the validators for the next request, and its final address."""

    content: bytes
    etag: str = ""
    modified: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is the same as before."""


Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """The addresses that a name leads to, as this host sees it."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_, where in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeFetcher:
    """Fetches pages. Tests may set other `public` addresses and `ports`."""

    public: Callable[[Address], bool] = is_public
    resolve: Resolve = resolve_name
    ports: Collection[int] = PORTS
    seconds: float = SECONDS

    async def fetch(
        self, url: str, most: int, *, accept: str = "", etag: str = "", modified: str = ""
    ) -> FetchedPage | NotModified:
        """The page at an address, as the type `accept` if there is one; raises a `SendError`.

        `etag` and `modified` are its server's last validators: it may answer that nothing
        is new.
        """
        asked = {"If-None-Match": _validator(etag), "If-Modified-Since": _validator(modified)}
        known = {name: value for name, value in asked.items() if value}
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(url, accept, known, most)
        except (TimeoutError, zlib.error) as error:
            raise Unreachable(type(error).__name__) from error
        except (aiohttp.ClientSSLError, ssl.SSLError) as error:
            raise NotTrusted(type(error).__name__) from error
        except aiohttp.InvalidURL as error:
            raise BadAddress from error
        except aiohttp.ClientConnectorDNSError as error:
            is_unknown = error.os_error.errno in _NO_SUCH_NAME
            raise (NoSuchName if is_unknown else Unreachable) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unreachable(type(error).__name__) from error

    async def _session(self, at: URL, accept: str) -> ClientSession:
        """A session for one request, through the proxy that the environment names for it, if any.

        A proxy decides itself what it reaches; what is known here as inner is not asked of it.
        """
        is_proxied = _has_proxy(at)
        if is_proxied:
            with suppress(OSError):  # names may not be known here at all
                for each in await self.resolve(at.host or "", at.port or 0):
                    _check_public(each, self.public)
            connector = TCPConnector(force_close=True)
        else:
            connector = TCPConnector(
                resolver=_Resolver(self.resolve, self.public),
                use_dns_cache=False,
                force_close=True,
                socket_factory=self._socket,
            )
        return ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=self.seconds),
            headers={"User-Agent": AGENT, "Accept": f"{accept}, */*;q=0.5" if accept else "*/*"},
            auto_decompress=False,
            trust_env=is_proxied,
        )

    def _socket(self, where: Any) -> socket.socket:  # noqa: ANN401 - as `getaddrinfo` has it
        """Make the socket, after a last check of its address."""
        family, kind, protocol, _, to = where
        _check_public(str(to[0]), self.public)
        return socket.socket(family=family, type=kind, proto=protocol)

    async def _follow(
        self, url: str, accept: str, known: dict[str, str], most: int
    ) -> FetchedPage | NotModified:
        at = self._fetchable(url)
        for _ in range(MOST_HOPS + 1):
            headers = {**known, "Accept-Encoding": "gzip"}
            async with (
                await self._session(at, accept) as session,
                session.get(at, headers=headers, allow_redirects=False) as response,
            ):
                if response.status not in _MOVED:
                    return await _fetched_page(response, known, most)
                to = response.headers.get("Location", "")
            at = self._fetchable(str(at.join(URL(to[:LONGEST_URL]))))
        raise Unreachable("too many redirects")

    def _fetchable(self, url: str) -> URL:
        """The parsed address, if it may be fetched; raises `BadAddress` and `NotPublic`."""
        try:
            at = URL(url)
            port = at.port
        except ValueError as error:
            raise BadAddress from error
        plain = at.scheme in ("http", "https") and at.host and len(url) <= LONGEST_URL
        if not plain or at.user is not None or at.password is not None or port not in self.ports:
            raise BadAddress
        literal = read_address(at.host or "")
        if literal is not None and not self.public(literal):
            raise NotPublic
        return at.with_fragment(None)


def _has_proxy(at: URL) -> bool:
    """True if the environment names a proxy for an address."""
    if not getproxies():
        return False
    try:
        get_env_proxy_for_url(at)
    except LookupError:
        return False
    return True


class _Resolver(AbstractResolver):
    """Resolves names whose addresses are all public."""

    def __init__(self, resolve: Resolve, public: Callable[[Address], bool]) -> None:
        self._resolve_name = resolve
        self._public = public

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family
        found = list(dict.fromkeys(await self._resolve_name(host, port)))
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        for each in found:
            _check_public(each, self._public)
        return [_resolved(host, each, port) for each in found[:MOST_ADDRESSES]]

    async def close(self) -> None: ...


def _resolved(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=family,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


def _check_public(address: str, public: Callable[[Address], bool]) -> None:
    read = read_address(address)
    if read is None or not public(read):
        raise NotPublic


async def _fetched_page(
    response: ClientResponse, known: dict[str, str], most: int
) -> FetchedPage | NotModified:
    if response.status == HTTPStatus.NOT_MODIFIED and known:
        return NotModified()
    if response.status in _GONE:
        raise FileGone
    if response.status in _BUSY or response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unreachable(str(response.status))
    if response.status != HTTPStatus.OK:
        raise Rejected(str(response.status))
    return FetchedPage(
        await _body(response, most),
        _validator(response.headers.get("ETag", "")),
        _validator(response.headers.get("Last-Modified", "")),
        str(response.url),
    )


async def _body(response: ClientResponse, most: int) -> bytes:
    """The unpacked body, a little at a time: a small download may expand enormously."""
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise Rejected(f"packed as {packed[:20]}")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed.endswith("gzip") else None
    content = bytearray()
    async for chunk in response.content.iter_chunked(_PAGE):
        left = most + 1 - len(content)
        content += chunk if unpacking is None else unpacking.decompress(chunk, left)
        if len(content) > most:
            raise FileTooBig
        if unpacking is not None and unpacking.eof:
            break  # what follows has no limit, and zlib would keep it
    if unpacking is not None and not unpacking.eof:
        raise Unreachable("it ends in the middle")
    return bytes(content)


def _validator(value: str) -> str:
    """A validator of the server, if it can be sent back."""
    return value if len(value) <= 200 and value.isascii() and value.isprintable() else ""  # noqa: PLR2004 - it is kept


READING_SECONDS = 30.0
"""The time that a page may take to be read: some are made to take for ever."""


class Unchanged(Rejected):
    """The page is the same as before."""

    word = "unchanged"


class UnreadablePage(Rejected):
    """It cannot be read."""

    def __init__(self, word: str = "unreadable") -> None:
        super().__init__(word)
        self.word = word


class PageFetcher(Protocol):
    async def fetch(
        self, url: str, most: int, *, accept: str = "", etag: str = "", modified: str = ""
    ) -> FetchedPage | NotModified:
        """The page at an address; raises a `SendError`."""


class PageSource:
    """Fetches web pages, each read by the `read` of its download: see `DownloadCall`."""

    network = WEB

    def __init__(
        self,
        fetcher: PageFetcher,
        clock: Clock,
        declared: Declared,
        *,
        run: Callable[..., bytes] = read_in_worker,
        seconds: float = READING_SECONDS,
    ) -> None:
        """Have readers called by `run`: by default each in a process of its own."""
        self._fetcher = fetcher
        self._clock = clock
        self._declared = declared
        self._run = run
        self._seconds = seconds

    async def connected(self) -> None:
        """There is nothing to connect to."""

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The page whose address is in `upload`, as it was read; raises a `SendError`."""
        more = dict(upload.where)
        wanted = self._declared.downloads.get(more.pop("download"))
        if wanted is None:
            raise Rejected
        url, etag, modified = more.pop("url"), more.pop("etag", ""), more.pop("modified", "")
        page = await self._fetcher.fetch(
            url, min(most, wanted.most), accept=upload.media_type, etag=etag, modified=modified
        )
        if isinstance(page, NotModified):
            raise Unchanged
        if wanted.read is None:
            return page.content
        more |= {"etag": page.etag, "modified": page.modified}
        if "base" in more:  # where redirects led: relative links are completed by it
            more["base"] = page.url or url
        return await self._read(wanted.read, page.content, more)

    async def count_members(self, room: str) -> int:
        """The web has no rooms."""
        raise Rejected(room)

    async def _read(
        self, read: Callable[..., bytes], content: bytes, more: Mapping[str, str]
    ) -> bytes:
        """Have a page read within the limits; raises `UnreadablePage`."""
        now = self._clock.now()
        try:
            made = await asyncio.to_thread(self._run, read, self._seconds, content, now=now, **more)
        except WorkFailed as error:
            raise UnreadablePage from error
        if not made.startswith(b"{"):
            raise UnreadablePage(made.decode())
        return made


class PretendedWeb:
    """Pages by their addresses. Addresses in `down` do not answer."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.down: set[str] = set()
        self.asked: list[str] = []

    async def fetch(
        self, url: str, most: int, *, accept: str = "", etag: str = "", modified: str = ""
    ) -> FetchedPage | NotModified:
        del accept, modified
        self.asked.append(url)
        if url in self.down:
            raise Unreachable
        if url not in self.pages:
            raise NoSuchName
        content = self.pages[url]
        if len(content) > most:
            raise FileTooBig
        mark = f'"{hash(content)}"'
        return NotModified() if mark == etag else FetchedPage(content, mark)
