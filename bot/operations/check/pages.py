"""Our own pages: whether the address that people see leads to this machine."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientSSLError, ClientTimeout, web

from bot.config.settings import Http
from bot.core.messages.content import text
from bot.operations.check.findings import Finding, fine, to_come, wrong
from bot.web.files import HERE, UNNAMED, add_here
from bot.web.server import serve

_PATIENCE = ClientTimeout(total=10)
_LONGEST = 200


async def look_at_pages(http: Http, paths: Sequence[str]) -> list[Finding]:
    """Ask below each of our paths, at both ends, who answers.

    While no bot runs, we answer ourselves for a moment.
    """
    url, subject = http.public_url, text("Pages")
    if not url:
        return []
    async with _somebody(http), ClientSession(timeout=_PATIENCE) as session:
        own = f"http://{_near(http.host)}:{http.port}"
        try:
            here = await _asked(session, f"{own}{paths[0]}{HERE}")
        except (ClientError, TimeoutError, OSError):
            here = ""
        if not here:
            what = text(
                "{listen} is used by another program: choose another port", listen=http.listen
            )
            return [wrong(subject, what)]
        found = [await _led(session, http, below, here) for below in paths]
    trouble = next((each for each in found if each is not None), None)
    if trouble is not None:
        return [trouble]
    if _is_open(url):
        what = text("{url} is not encrypted, and files contain personal data: use https", url=url)
        return [to_come(subject, what)]
    return [fine(subject, text("{url} leads here", url=url))]


async def _led(session: ClientSession, http: Http, below: str, here: str) -> Finding | None:
    """Why what people see below a path is not ours, or not as it should be; None where it is."""
    url, subject = http.public_url, text("Pages")
    path = f"{urlsplit(url).path}{below}/"
    try:
        there = await _asked(session, f"{url}{below}{HERE}")
    except ClientSSLError:
        return wrong(subject, text("the certificate of {url} is not valid", url=url))
    except (ClientError, TimeoutError, OSError):
        what = text(
            "{url} does not answer from here; make your web server forward {path} to "
            "http://{listen}",
            url=url,
            path=path,
            listen=http.listen,
        )
        return wrong(subject, what)
    if there == here:
        return None
    if there == here + UNNAMED:
        what = text(
            "your web server is not declared, so one person trying wrong links makes everyone "
            "wait: write its address under [http], as trusted_proxies"
        )
        return to_come(subject, what)
    what = text(
        "{url} leads elsewhere; make your web server forward {path} to http://{listen}",
        url=url,
        path=path,
        listen=http.listen,
    )
    return wrong(subject, what)


@asynccontextmanager
async def _somebody(http: Http) -> AsyncIterator[None]:
    """Answer at our address, unless another program does."""
    page = web.Application()
    add_here(page, secrets.token_hex(8), http.trusted_proxies)
    try:
        runner = await serve(page, http.host, http.port, trusted=http.trusted_proxies)
    except OSError:
        yield
        return
    try:
        yield
    finally:
        await runner.cleanup()


async def _asked(session: ClientSession, url: str) -> str:
    async with session.get(url, allow_redirects=False) as answer:
        body = await answer.content.read(_LONGEST)
        return body.decode(errors="replace") if answer.status == 200 else ""  # noqa: PLR2004 - HTTP


def _near(host: str) -> str:
    """The address under which this machine reaches itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"  # noqa: PLR2004 - IPv4
    return f"[{host}]" if address.version == 6 else host  # noqa: PLR2004 - IPv6


def _is_open(url: str) -> bool:
    """True if others may read along: plain HTTP, and not to this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return parts.scheme == "http" and not is_here
