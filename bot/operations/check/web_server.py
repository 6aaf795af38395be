"""The ports of this machine that we answer at, and the address of our pages."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from errno import EADDRINUSE
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientSSLError, ClientTimeout, web

from bot.config import host_and_port, reason
from bot.config.settings import Http
from bot.core.messages.content import text
from bot.operations.check import Finding, fine, to_come, wrong
from bot.web.files import HERE, NAME_BYTES, UNNAMED, add_here
from bot.web.server import serve

_PATIENCE = ClientTimeout(total=10)
_LONGEST = 20_000
_NAME = re.compile(rf"[0-9a-f]{{{2 * NAME_BYTES}}}({UNNAMED})?")
"""The answer of a Terreau, ours or another, at a port."""


async def look_at_web(http: Http, paths: Sequence[str], *, runs: bool) -> list[Finding]:
    """Check that our ports are ours, and that each of our public paths leads to this process.

    While no bot `runs`, we answer ourselves for a moment.
    """
    found = await _look_at_metrics(http.metrics, runs=runs) if http.metrics else []
    async with _server_if_none(http, paths) as taken, ClientSession(timeout=_PATIENCE) as session:
        here = await _text_at(session, f"{_own_address(http.listen)}{paths[0]}{HERE}")
        if taken is not None and not (runs and _NAME.fullmatch(here)):
            return [*found, _taken_finding("listen", http.listen, taken)]
        return found + await _look_at_pages(session, http, paths, here)


async def _look_at_metrics(listen: str, *, runs: bool) -> list[Finding]:
    """Check that the port of the figures is free, or that they are there."""
    try:
        runner = await serve(web.Application(), *host_and_port(listen))
    except OSError as error:
        async with ClientSession(timeout=_PATIENCE) as session:
            figures = await _text_at(session, f"{_own_address(listen)}/metrics")
        is_ours = runs and "terreau_" in figures
        return [] if is_ours else [_taken_finding("metrics", listen, error)]
    await runner.cleanup()
    return []


def _taken_finding(key: str, listen: str, error: OSError) -> Finding:
    if error.errno == EADDRINUSE:
        what = text(
            "{listen} is used by another program: stop it, or choose another port under [http] "
            "{key}",
            listen=listen,
            key=key,
        )
    else:
        what = text(
            "{listen} cannot be used ({error}): correct [http] {key}",
            listen=listen,
            error=reason(error),
            key=key,
        )
    return wrong(text("Port"), what)


async def _look_at_pages(
    session: ClientSession, http: Http, paths: Sequence[str], here: str
) -> list[Finding]:
    """Check that our public address leads to the process that is named here."""
    url, subject = http.public_url, text("Pages")
    if not url:
        return []
    found = [await _path_finding(session, http, below, here) for below in paths]
    trouble = next((each for each in found if each is not None), None)
    if trouble is not None:
        return [trouble]
    if is_unencrypted(url):
        what = text("{url} is not encrypted, and files contain personal data: use https", url=url)
        return [to_come(subject, what)]
    return [fine(subject, text("{url} leads here", url=url))]


async def _path_finding(
    session: ClientSession, http: Http, below: str, here: str
) -> Finding | None:
    """The problem with a public path; None if it leads here as it should."""
    url, subject = http.public_url, text("Pages")
    path = f"{urlsplit(url).path}{below}/"
    try:
        there = await _body_at(session, f"{url}{below}{HERE}")
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
async def _server_if_none(http: Http, paths: Sequence[str]) -> AsyncIterator[OSError | None]:
    """Answer at our address; gives the error where that cannot be."""
    page = web.Application()
    add_here(page, paths, http.public_url, http.trusted_proxies)
    try:
        runner = await serve(page, http.host, http.port, trusted=http.trusted_proxies)
    except OSError as error:
        yield error
        return
    try:
        yield None
    finally:
        await runner.cleanup()


async def _body_at(session: ClientSession, url: str) -> str:
    async with session.get(url, allow_redirects=False) as answer:
        body = await answer.content.read(_LONGEST)
        return body.decode(errors="replace") if answer.status == 200 else ""  # noqa: PLR2004 - HTTP


async def _text_at(session: ClientSession, url: str) -> str:
    """The beginning of what is at an address of this machine; empty if nothing answers."""
    try:
        return await _body_at(session, url)
    except (ClientError, TimeoutError, OSError):
        return ""


def _own_address(listen: str) -> str:
    host, port = host_and_port(listen)
    return f"http://{_own_host(host)}:{port}"


def _own_host(host: str) -> str:
    """The address under which this machine reaches itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"  # noqa: PLR2004 - IPv4
    return f"[{host}]" if address.version == 6 else host  # noqa: PLR2004 - IPv6


def is_unencrypted(url: str) -> bool:
    """True if others may read along: plain HTTP, and not to this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return parts.scheme == "http" and not is_here
