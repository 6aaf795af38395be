"""Finding a homeserver, and whether it answers: asked of anybody, in nobody's name."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.transports.matrix.homeserver.api import CLIENT
from bot.transports.matrix.homeserver.json_values import Json

PASSWORD = "m.login.password"  # noqa: S105 - the name of a way to log in
_PATIENCE = aiohttp.ClientTimeout(10)


class NoHomeserver(ConnectionError):
    """Nothing there speaks Matrix; the text is the address that was tried."""


@dataclass(frozen=True, slots=True)
class Homeserver:
    """The server's clock, and whether it accepts passwords."""

    time: datetime | None
    takes_passwords: bool


async def homeserver_of(typed: str) -> str:
    """The address of the homeserver behind an address, a server's name or an account.

    Raises `NoHomeserver`.
    """
    typed = typed.strip().rstrip("/")
    name = typed.partition(":")[2] if typed.startswith("@") else typed
    address = name if "://" in name else f"https://{name}"
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
        if address == name and await _speaks_matrix(http, address):
            return address
        found = await _well_known(http, address) or address
        if not await _speaks_matrix(http, found):
            raise NoHomeserver(found)
    return found


async def look_at(homeserver: str) -> Homeserver:
    """See whether a homeserver answers; raises `NoHomeserver`."""
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
        versions, said_at = await _asked(http, f"{homeserver}/_matrix/client/versions")
        if "versions" not in versions:
            raise NoHomeserver(homeserver)
        login, _ = await _asked(http, f"{homeserver}{CLIENT}/login")
    flows = login.get("flows")
    ways = [each.get("type") for each in flows] if isinstance(flows, list) else [PASSWORD]
    return Homeserver(_moment(said_at), PASSWORD in ways)


async def _well_known(http: aiohttp.ClientSession, address: str) -> str:
    """The homeserver's address as the server's name gives it; empty where it gives none."""
    parts = urlsplit(address)
    try:
        response, _ = await _asked(
            http, f"{parts.scheme}://{parts.netloc}/.well-known/matrix/client"
        )
    except NoHomeserver:
        return ""
    named: Any = response.get("m.homeserver")
    base = named.get("base_url") if isinstance(named, dict) else None
    return base.rstrip("/") if isinstance(base, str) and "://" in base else ""


async def _speaks_matrix(http: aiohttp.ClientSession, address: str) -> bool:
    try:
        response, _ = await _asked(http, f"{address}/_matrix/client/versions")
    except NoHomeserver:
        return False
    return "versions" in response


async def _asked(http: aiohttp.ClientSession, address: str) -> tuple[Json, str]:
    """The JSON at an address (empty if it is none), and the server's clock."""
    try:
        async with http.get(address) as answer:
            if answer.status != HTTPStatus.OK:
                return {}, ""
            response = await answer.json(content_type=None)
            return (response if isinstance(response, dict) else {}), answer.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise NoHomeserver(address) from None
    except ValueError:
        return {}, ""


def _moment(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
