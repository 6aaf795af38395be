"""Talk with a homeserver while no bot runs: find it, install a bot, and check the account.

Nothing is kept here and nothing is changed, but for the limits that an administrator lifts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp

from bot.config import Matrix
from bot.core.context.clock import Clock
from bot.domain.words import on_one_line
from bot.transports.matrix.account import MatrixAccount, display_name, log_in
from bot.transports.matrix.encryption.cross_signing import State, device_key, query, state
from bot.transports.matrix.encryption.crypto import ENCRYPTED
from bot.transports.matrix.encryption.identity import Identity
from bot.transports.matrix.homeserver import (
    CLIENT,
    PASSWORD,
    Api,
    CallPace,
    Client,
    Json,
    found,
    text_at,
)
from bot.transports.matrix.homeserver_errors import NoAnswer, Refused, Unreachable
from bot.transports.matrix.known_rooms import MESSAGE, may_speak, rulers_in
from bot.transports.matrix.oauth import AuthServer, auth_server_of
from bot.transports.matrix.session_file import LoginRefused, Session, SessionFile, TokenRenewal

_PATIENCE = aiohttp.ClientTimeout(10)
_LIFTED = {"messages_per_second": 0, "burst_count": 0}


class NoHomeserver(ConnectionError):
    """Nothing there speaks Matrix; the text is the address that was tried."""


class UntrustedHomeserver(NoHomeserver):
    """The certificate of what answers at this address is not valid."""


@dataclass(frozen=True, slots=True)
class Homeserver:
    """The server's clock, and the ways to log in there."""

    time: datetime | None
    takes_passwords: bool
    auth_server: AuthServer | None = None
    """The server that logs people in for it (OAuth); None where it does that by itself."""

    @property
    def approves_devices(self) -> bool:
        """True if a person can approve the bot in a browser."""
        return self.auth_server is not None and self.auth_server.approves_devices


class Limits(StrEnum):
    """Rate limits of the homeserver for our account."""

    LIFTED = "lifted"
    IN_FORCE = "in force"
    NOT_SHOWN = "not shown"  # the account is no administrator
    NOT_SYNAPSE = "not synapse"  # or the administrators' part cannot be reached from here


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account as its token tells it; `is_new` where a password was tried, as no device."""

    user: str
    device_id: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Our rights in a room, and its kind."""

    title: str = ""
    is_in: bool = False
    speaks: bool = False
    encrypted: bool = False
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A status, the JSON (empty if it is none), and the server's clock."""

    status: int
    body: Json
    said_at: str


async def homeserver_of(typed: str) -> str:
    """The address of the homeserver behind an address, a server's name or an account.

    Raises `NoHomeserver`, an `UntrustedHomeserver` where it is the certificate.
    """
    typed = typed.strip().rstrip("/")
    name = typed.partition(":")[2] if typed.startswith("@") else typed
    address = name if "://" in name else f"https://{name}"
    async with aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as http:
        if address == name and await _speaks_matrix(http, address):
            return address
        found = await _well_known(http, address) or address
        if not await _speaks_matrix(http, found):
            raise NoHomeserver(found)
    return found


async def look_at(homeserver: str) -> Homeserver:
    """See whether a homeserver answers; raises `NoHomeserver`."""
    async with aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as http:
        versions = await _json_at(http, f"{homeserver}/_matrix/client/versions")
        if "versions" not in versions.body:
            raise NoHomeserver(homeserver)
        login = await _json_at(http, f"{homeserver}{CLIENT}/login")
    try:
        auth_server = await auth_server_of(homeserver)
    except (Unreachable, NoAnswer):
        raise NoHomeserver(homeserver) from None
    flows = login.body.get("flows")
    # A server without any way to log in answers 404 (specification 1.18); one that does not say
    # which ways there are may take passwords.
    takes_passwords = login.status != HTTPStatus.NOT_FOUND and (
        not isinstance(flows, list) or any(found(each, "type") == PASSWORD for each in flows)
    )
    return Homeserver(_server_time(versions.said_at), takes_passwords, auth_server)


def account_of(matrix: Matrix) -> MatrixAccount:
    """The account that the configuration names."""
    return MatrixAccount(
        matrix.homeserver,
        matrix.user,
        matrix.password.get_secret_value(),
        matrix.access_token.get_secret_value(),
        matrix.device_id,
        matrix.pace,
        matrix.oauth,
    )


class Visit:
    """A few questions in the name of an account; all raise `Refused` or `ConnectionError`."""

    def __init__(self, account: MatrixAccount, *, folder: Path) -> None:
        """Know the account, and the session that the bot keeps in its folder."""
        self._account = account
        self._file = SessionFile(folder)
        self._renewal = TokenRenewal(account.homeserver, self._file, Clock())
        self._client = Client(account.homeserver, account.user)
        self._client.pace = CallPace(account.calls_per_second)
        self._api = Api(self._client)
        self._leaves_a_device = False

    async def enter(self) -> OwnAccount:
        """Log in by a token, else by the password; raises `LoginRefused` too."""
        kept = self._file.read()
        if self._account.oauth:
            return await self._enter_as(kept)
        token = self._account.access_token or (kept.access_token if kept else "")
        if token:
            self._client.access_token = token
            try:
                return await self._whoami(is_new=False)
            except Refused as refused:
                if not refused.is_of_the_token:
                    raise
                if not self._account.password:
                    raise LoginRefused from refused
        self._client.access_token = ""
        answer = await log_in(self._api, self._account, "terreau check")
        self._client.access_token = str(answer["access_token"])
        self._leaves_a_device = True
        return await self._whoami(is_new=True)

    async def _enter_as(self, kept: Session | None) -> OwnAccount:
        """Log in as the device that a person approved; its token is renewed as the bot does."""
        if kept is None or kept.grant is None:
            raise LoginRefused
        session = await self._renewal.renewed_if_due(kept)
        self._client.access_token = session.access_token
        try:
            return await self._whoami(is_new=False)
        except Refused as refused:
            if not refused.is_of_the_token:
                raise
        session = await self._renewal.renewed(session)
        self._client.access_token = session.access_token
        try:
            return await self._whoami(is_new=False)
        except Refused as refused:
            if refused.is_of_the_token:
                raise LoginRefused from refused
            raise

    async def limits(self) -> Limits:
        """The account's limits: lifted, not lifted, or not to be known by it.

        Administrators' calls take no token that a person approved for us, nor any of a password
        where another server logs in: these are not made.
        """
        own_token = self._account.access_token
        if self._account.oauth or (not own_token and await self.delegates_login()):
            return Limits.NOT_SHOWN
        try:
            response = await self._api.request("GET", override_path(self._account.user))
        except Refused as refused:
            if refused.status in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}:
                return Limits.NOT_SHOWN
            if refused.is_for_now:
                raise
            return Limits.NOT_SYNAPSE
        return Limits.LIFTED if response.get("messages_per_second") == 0 else Limits.IN_FORCE

    async def delegates_login(self) -> bool:
        """True if another server logs people in for the homeserver."""
        return await auth_server_of(self._account.homeserver) is not None

    async def lift_limits(self) -> None:
        """Take our own limits away: we are an administrator."""
        await self._api.request("POST", override_path(self._account.user), _LIFTED)

    async def vouched(self, identity: Identity | None, device_id: str, fingerprint: str) -> State:
        """The account's identity and our device as the homeserver shows them."""
        user = self._account.user
        return await state(self._api, identity, user, device_id, expected_ed25519=fingerprint)

    async def device_key(self, device_id: str) -> str:
        """The key of a device as the homeserver shows it to others; empty where it has none."""
        user = self._account.user
        return device_key(await query(self._api, user, device_id), user, device_id)

    async def name_of(self, user: str) -> str:
        return on_one_line(await display_name(self._api, user))

    async def standing(self, room: str) -> Standing:
        """Our rights in a room (`!room:hs`)."""
        us = self._account.user
        try:
            member = await self._state(room, "m.room.member", us)
        except Refused as refused:
            if refused.is_for_now:
                raise
            return Standing()
        if member.get("membership") != "join":
            return Standing()
        name = await self._state(room, "m.room.name")
        encryption = await self._state(room, "m.room.encryption")
        stone = await self._state(room, "m.room.tombstone")
        levels = await self._state(room, "m.room.power_levels")
        kind = ENCRYPTED if encryption else MESSAGE
        speaks = may_speak(levels, us, kind)
        if not speaks:  # some creators may, whatever the power levels say
            state = await self._api.state(room)
            creations = (each for each in state if text_at(each, "type") == "m.room.create")
            speaks = us in rulers_in(next(creations, None))
        return Standing(
            title=on_one_line(str(name.get("name") or "")),
            is_in=True,
            speaks=speaks,
            encrypted=bool(encryption),
            replacement=str(stone.get("replacement_room") or ""),
        )

    async def aclose(self) -> None:
        """Give the connections back; the device that a password made is taken out again."""
        try:
            if self._leaves_a_device:
                await self._api.request("POST", f"{CLIENT}/logout")
        except (Refused, Unreachable, NoAnswer):
            pass
        finally:
            await self._client.close()

    async def _whoami(self, *, is_new: bool) -> OwnAccount:
        response = await self._api.request("GET", f"{CLIENT}/account/whoami")
        return OwnAccount(str(response["user_id"]), str(response.get("device_id", "")), is_new)

    async def _state(self, room: str, kind: str, key: str = "") -> Json:
        """A part of a room's state; empty where it has none."""
        try:
            return await self._api.room("GET", room, "state", kind, key)
        except Refused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:
                raise
            return {}


async def lift_limits(homeserver: str, user: str, admin_token: str) -> None:
    """Take the account's limits away, as an administrator; raises `Refused`, `ConnectionError`."""
    client = Client(homeserver, "")
    client.access_token = admin_token
    try:
        await Api(client).request("POST", override_path(user), _LIFTED)
    finally:
        await client.close()


def lifting_call(user: str) -> str:
    """The request that lifts the limits, as one types it on the homeserver's machine."""
    return (
        "curl -X POST -H 'Authorization: Bearer ADMIN_TOKEN' "
        """-d '{"messages_per_second": 0, "burst_count": 0}' """
        f"http://localhost:8008{override_path(user)}"
    )


def issuing_command(user: str) -> str:
    """The command with which an administrator issues a token that does not end.

    Of the Matrix Authentication Service, where that logs people in.
    """
    return f"mas-cli manage issue-compatibility-token {user[1:].partition(':')[0]}"


def override_path(user: str) -> str:
    """The path where Synapse's administrators give an account its own limits."""
    return f"/_synapse/admin/v1/users/{quote(user, safe='')}/override_ratelimit"


async def _well_known(http: aiohttp.ClientSession, address: str) -> str:
    """The homeserver's address as the server's name gives it; empty where it gives none."""
    parts = urlsplit(address)
    try:
        answer = await _json_at(http, f"{parts.scheme}://{parts.netloc}/.well-known/matrix/client")
    except NoHomeserver:
        return ""
    named: Any = answer.body.get("m.homeserver")
    base = named.get("base_url") if isinstance(named, dict) else None
    return base.rstrip("/") if isinstance(base, str) and "://" in base else ""


async def _speaks_matrix(http: aiohttp.ClientSession, address: str) -> bool:
    try:
        answer = await _json_at(http, f"{address}/_matrix/client/versions")
    except UntrustedHomeserver:
        raise UntrustedHomeserver(address) from None
    except NoHomeserver:
        return False
    return "versions" in answer.body


async def _json_at(http: aiohttp.ClientSession, address: str) -> _Answer:
    try:
        async with http.get(address) as answer:
            if answer.status != HTTPStatus.OK:
                return _Answer(answer.status, {}, "")
            response = await answer.json(content_type=None)
            body = response if isinstance(response, dict) else {}
            return _Answer(answer.status, body, answer.headers.get("Date", ""))
    except aiohttp.ClientSSLError:
        raise UntrustedHomeserver(address) from None
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise NoHomeserver(address) from None
    except ValueError:
        return _Answer(HTTPStatus.OK, {}, "")


def _server_time(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
