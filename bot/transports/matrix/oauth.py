"""OAuth as Matrix servers use it: a person approves our device in a browser, tokens are renewed.

Client-server specification 1.18, "OAuth 2.0 API": metadata (RFC 8414), registration (RFC 7591),
device authorization (RFC 8628), refresh (RFC 6749, section 6) and revocation (RFC 7009). The
answers come from a server that the homeserver names: nothing of them is shown or logged unread, and
no text of an error here holds a token.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.transports.matrix.homeserver import Json, list_at, text_at
from bot.transports.matrix.homeserver_errors import NoAnswer, Unreachable

METADATA = "/_matrix/client/v1/auth_metadata"
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_API_SCOPE = "urn:matrix:client:api:*"
_DEVICE_SCOPE = "urn:matrix:client:device:"
CLIENT_NAME = "Terreau"
SECONDS = 10.0
"""Time limit of one exchange: while a token is renewed, all that is asked in our name waits."""
_LARGEST = 64 * 1024
SHORTEST_INTERVAL, _USUAL_INTERVAL, _LONGEST_INTERVAL = 1.0, 5.0, 60.0
"""Seconds between two looks for a person's answer, whatever the server names."""
_SLOWER = 5.0
"""Seconds more for each time that the server finds us too fast (RFC 8628, section 3.5)."""
_USUAL_CODE_SECONDS = 900.0
_FOR_NOW = {"temporarily_unavailable", "server_error", "slow_down"}


class OAuthRefused(Exception):
    """The server says no; the text is its error code (RFC 6749, section 5.2)."""

    @property
    def is_for_now(self) -> bool:
        """True if the same request may succeed later."""
        return str(self) in _FOR_NOW


class NotApproved(Exception):
    """The person refused in the browser, or the code was not used in time."""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What a person opens and types to approve our device."""

    address: str
    code: str
    whole_address: str
    """The address with the code in it; empty where the server gives none."""
    secret: str = field(repr=False)
    seconds: float
    """Time within which it is used."""
    interval: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of tokens; the former pair is worth nothing once one of these was used."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    """Empty where the former one stays."""
    seconds: float | None
    """How long the access token lives; None if the server does not say."""


@dataclass(frozen=True, slots=True)
class AuthServer:
    """The server that logs people in for a homeserver; an empty endpoint is not offered."""

    token_endpoint: str
    registration_endpoint: str = ""
    device_endpoint: str = ""
    revocation_endpoint: str = ""

    @property
    def approves_devices(self) -> bool:
        """True if a person can approve our device in a browser elsewhere."""
        return bool(self.device_endpoint and self.registration_endpoint)

    async def register(self, site: str) -> str:
        """Tell who we are; gives the id that we are known by. `site` is an address with https."""
        metadata = {
            "client_name": CLIENT_NAME,
            "client_uri": site,
            "application_type": "native",
            "grant_types": [_DEVICE_GRANT, "refresh_token"],
            "response_types": [],
            "token_endpoint_auth_method": "none",
        }
        answer = await _post(self.registration_endpoint, json_body=metadata)
        return _needed(answer, "client_id")

    async def ask_for_device(self, client_id: str, device_id: str) -> DeviceCode:
        """Begin the approval of a device."""
        scope = f"{_API_SCOPE} {_DEVICE_SCOPE}{device_id}"
        answer = await _post(self.device_endpoint, {"client_id": client_id, "scope": scope})
        return DeviceCode(
            address=_page(_needed(answer, "verification_uri")),
            code=_printable(_needed(answer, "user_code")),
            whole_address=_page(text_at(answer, "verification_uri_complete")),
            secret=_needed(answer, "device_code"),
            seconds=_seconds(answer, "expires_in") or _USUAL_CODE_SECONDS,
            interval=_seconds(answer, "interval") or _USUAL_INTERVAL,
        )

    async def wait_for_approval(self, client_id: str, code: DeviceCode) -> Tokens:
        """Look until the person has approved; raises `NotApproved`, `OAuthRefused`."""
        form = {"grant_type": _DEVICE_GRANT, "device_code": code.secret, "client_id": client_id}
        interval = min(_LONGEST_INTERVAL, max(SHORTEST_INTERVAL, code.interval))
        try:
            async with asyncio.timeout(code.seconds):
                while True:
                    await asyncio.sleep(interval)
                    try:
                        return _tokens(await _post(self.token_endpoint, form), former="")
                    except OAuthRefused as refused:
                        match str(refused):
                            case "authorization_pending":
                                continue
                            case "access_denied" | "expired_token":
                                raise NotApproved from None
                        if not refused.is_for_now:
                            raise
                    except (NoAnswer, Unreachable):
                        pass
                    interval = min(_LONGEST_INTERVAL, interval + _SLOWER)
        except TimeoutError:
            raise NotApproved from None

    async def renew(self, client_id: str, refresh_token: str) -> Tokens:
        """Exchange the refresh token for a new pair; raises `OAuthRefused`, `ConnectionError`.

        Until one of the new pair is used, the same exchange may be made again.
        """
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": client_id,
        }
        return _tokens(await _post(self.token_endpoint, form), former=refresh_token)

    async def revoke(self, client_id: str, refresh_token: str) -> None:
        """End the session of a token."""
        if self.revocation_endpoint:
            form = {
                "token": refresh_token,
                "token_type_hint": "refresh_token",
                "client_id": client_id,
            }
            await _post(self.revocation_endpoint, form)


async def auth_server_of(homeserver: str) -> AuthServer | None:
    """The server that logs in for a homeserver; None where that does it by itself.

    Raises `Unreachable` and `NoAnswer`.
    """
    status, metadata = await _exchange("GET", f"{homeserver.rstrip('/')}{METADATA}")
    if status != HTTPStatus.OK:
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise NoAnswer(f"{status}")
        return None
    return auth_server_in(metadata, homeserver)


def auth_server_in(metadata: Json, homeserver: str) -> AuthServer | None:
    """The server that a homeserver's metadata tells of.

    An endpoint that is less protected than the homeserver is not used: tokens would go there.
    """
    needs_tls = urlsplit(homeserver).scheme == "https"

    def endpoint(name: str) -> str:
        address = text_at(metadata, f"{name}_endpoint")
        scheme = urlsplit(address).scheme
        return address if scheme == "https" or (scheme == "http" and not needs_tls) else ""

    grants = list_at(metadata, "grant_types_supported")
    token_endpoint = endpoint("token")
    if not token_endpoint:
        return None
    return AuthServer(
        token_endpoint=token_endpoint,
        registration_endpoint=endpoint("registration"),
        device_endpoint=endpoint("device_authorization") if _DEVICE_GRANT in grants else "",
        revocation_endpoint=endpoint("revocation"),
    )


def _tokens(answer: Json, *, former: str) -> Tokens:
    access_token = _needed(answer, "access_token")
    refresh_token = text_at(answer, "refresh_token") or former
    if not refresh_token:
        raise NoAnswer("no refresh token")
    return Tokens(access_token, refresh_token, _seconds(answer, "expires_in"))


async def _post(
    address: str, form: Mapping[str, str] | None = None, json_body: Json | None = None
) -> Json:
    """Ask something of the server; raises `OAuthRefused`, `Unreachable` or `NoAnswer`."""
    status, answer = await _exchange("POST", address, form, json_body)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return answer
    error = text_at(answer, "error")
    if not error or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NoAnswer(f"{status}")
    raise OAuthRefused(_printable(error)[:40])


async def _exchange(
    method: str,
    address: str,
    form: Mapping[str, str] | None = None,
    json_body: Json | None = None,
) -> tuple[int, Json]:
    """The status and the JSON of an answer, empty where it is none; redirects are not followed."""
    headers = {"Accept": "application/json"}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(SECONDS), trust_env=True) as http,
            http.request(
                method,
                address,
                data=form,
                json=json_body,
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            raw = await answer.content.read(_LARGEST)
            while len(raw) < _LARGEST and (more := await answer.content.read(_LARGEST - len(raw))):
                raw += more
            status = answer.status
    except aiohttp.ClientConnectorError as error:
        raise Unreachable(type(error).__name__) from None
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from None
    try:
        read = json.loads(raw)
    except ValueError:
        read = None
    return status, read if isinstance(read, dict) else {}


def _needed(answer: Json, name: str) -> str:
    value = text_at(answer, name)
    if not value:
        raise NoAnswer(f"no {name}")
    return value


def _seconds(answer: Json, name: str) -> float | None:
    value: Any = answer.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and value > 0 else None


def _page(address: str) -> str:
    """An address that a person may be shown; empty where it is none."""
    scheme = urlsplit(address).scheme
    return address if scheme in {"http", "https"} and address.isprintable() else ""


def _printable(words: str) -> str:
    return "".join(each for each in words if each.isprintable())
