"""A small OAuth server to which a Synapse delegates its logins, and people approved by it.

It does what the Matrix Authentication Service does, as strictly as the specifications allow: a
refresh token that is used twice after its successor was ends the session. Synapse asks it who a
token is (`/oauth2/introspect`), which is the first use of that token.

    code = await oauth.asked_code()                    # waits for a device that asks for approval
    await oauth.approve(code, "terreau-1a2b3c4d")      # a person does so in a browser
    oauth.deny(code)
    proxy.diverts["*/login"] = oauth.url               # passwords, where they are still taken
    oauth.passwords["terreau-1a2b3c4d"] = "…"
    await oauth.end_session(device)                    # on the page of the account
    oauth.seconds = 300                                # how long access tokens live
    oauth.faults.fail("*/token", status=503)           # as of `tests.synapse.proxy`
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

from aiohttp import web

from tests.patience import patient
from tests.synapse.accounts import PrivateSynapse, plain_name
from tests.synapse.calls import call
from tests.synapse.faults import Faults, When
from tests.synapse.people import Account

_SHARED = "shared-with-synapse"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
API = "urn:matrix:client:api:*"
DEVICE = "urn:matrix:client:device:"
_DROPPED = web.Response(status=499)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class _Pair:
    """An access token with its refresh token, and what became of them."""

    access: str
    refresh: str
    is_used: bool = False
    is_consumed: bool = False
    successor: "_Pair | None" = None
    is_revoked: bool = False


@dataclass(slots=True)
class _Login:
    """A session: whose, on which device, and for which client."""

    user: str
    device: str
    client_id: str
    pairs: list[_Pair] = field(default_factory=list)
    has_ended: bool = False


@dataclass(slots=True)
class _Request:
    """A device that asks for approval."""

    client_id: str
    device: str
    secret: str
    user: str = ""
    is_denied: bool = False
    is_over: bool = False


class OAuthServer:
    """Runs in a thread of its own from `start` to `stop`; what tests change is plain state."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.seconds = 300
        self.interval = 1.0
        self.code_seconds = 600.0
        self.asked: list[tuple[str, dict[str, str]]] = []
        """Paths and forms of all requests, in order."""
        self.clients: dict[str, dict[str, Any]] = {}
        self.requests: dict[str, _Request] = {}
        self.logins: list[_Login] = []
        self.compatibility_tokens: dict[str, tuple[str, str]] = {}
        self.passwords: dict[str, str] = {}
        self.synapse = ""
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, object]:
        """What homeserver.yaml says of it."""
        return {
            "matrix_authentication_service": {
                "enabled": True,
                "endpoint": self.url,
                "secret": _SHARED,
            }
        }

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    def stop(self) -> None:
        assert self._runner is not None
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def begin_anew(self) -> None:
        """Forget what an earlier test wanted; sessions stay."""
        self.faults.clear()
        self.seconds, self.interval, self.code_seconds = 300, 1.0, 600.0
        self.asked.clear()
        self.requests.clear()

    # What people and administrators do.

    async def asked_code(self) -> str:
        """The code of a device that asks for approval, as soon as one does."""

        def waiting() -> list[str]:
            return [code for code, each in self.requests.items() if not (each.user or each.is_over)]

        async with patient():
            while not waiting():
                await asyncio.sleep(0.05)
        return waiting()[-1]

    async def approve(self, code: str, user: str) -> None:
        """Approve a device as a person (the name before the colon), logged in with a browser."""
        request = self.requests[code]
        body = {"localpart": user, "device_id": request.device}
        await self.tell_synapse("upsert_device", body)
        request.user = user

    def deny(self, code: str) -> None:
        self.requests[code].is_denied = True

    async def end_session(self, device: str) -> None:
        """End the session of a device: Synapse forgets the device and its keys."""
        for login in self.logins:
            if login.device == device and not login.has_ended:
                login.has_ended = True
                body = {"localpart": login.user, "device_id": device}
                await self.tell_synapse("delete_device", body)

    async def allow_reset(self, user: str) -> None:
        """Approve that an account's identity is replaced, on the account's page."""
        await self.tell_synapse("allow_cross_signing_reset", {"localpart": user})

    async def compatibility_token(self, user: str, device: str = "") -> tuple[str, str]:
        """A token that does not end, as an administrator issues one, and its device."""
        device = device or secrets.token_hex(5).upper()
        await self.tell_synapse("upsert_device", {"localpart": user, "device_id": device})
        token = f"mct_{secrets.token_urlsafe(18)}"
        self.compatibility_tokens[token] = (user, device)
        return token, device

    async def end_compatibility_tokens(self, device: str) -> None:
        """End the tokens of a device that came by a password, as after some hours; it stays."""
        ended = [each for each, (_, of) in self.compatibility_tokens.items() if of == device]
        for token in ended:
            user, _ = self.compatibility_tokens.pop(token)
            body = {"localpart": user, "device_id": device}
            await self.tell_synapse("delete_device", body)

    async def tell_synapse(self, what: str, body: dict[str, Any]) -> None:
        await call("POST", self.synapse, f"/_synapse/mas/{what}", body, token=_SHARED)

    def session_of(self, device: str) -> _Login:
        """The session of a device that has not ended."""
        [login] = [each for each in self.logins if each.device == device and not each.has_ended]
        return login

    def forms(self, path: str, **values: str) -> list[dict[str, str]]:
        """The forms that came to a path, with these values."""
        return [form for at, form in self.asked if at == path and values.items() <= form.items()]

    # What is answered.

    async def _listen(self) -> None:
        site = web.Application(middlewares=[self._strike])
        site.router.add_get("/.well-known/openid-configuration", self._metadata)
        site.router.add_post("/oauth2/registration", self._register)
        site.router.add_post("/oauth2/device", self._ask_for_device)
        site.router.add_post("/oauth2/token", self._give_tokens)
        site.router.add_post("/oauth2/introspect", self._introspect)
        site.router.add_post("/oauth2/revoke", self._revoke)
        site.router.add_get("/_matrix/client/v3/login", self._ways_to_log_in)
        site.router.add_post("/_matrix/client/v3/login", self._log_in)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    @web.middleware
    async def _strike(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        is_form = request.content_type == "application/x-www-form-urlencoded"
        form = {key: str(value) for key, value in (await request.post()).items()} if is_form else {}
        self.asked.append((request.path, form))
        struck = self._struck(request, "before")
        if struck is not None:
            return struck
        answer = await handler(request)
        return self._struck(request, "after") or answer

    def _struck(self, request: web.Request, when: When) -> web.Response | None:
        fault = self.faults.take(request.path, when)
        if fault is None:
            return None
        if not fault.status:
            assert request.transport is not None
            request.transport.abort()
            return _DROPPED
        kind = "text/html" if fault.body.startswith("<") else "application/json"
        return web.Response(status=fault.status, text=fault.body, content_type=kind)

    async def _metadata(self, _request: web.Request) -> web.Response:
        told: dict[str, Any] = {
            "issuer": f"{self.url}/",
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/oauth2/token",
            "registration_endpoint": f"{self.url}/oauth2/registration",
            "revocation_endpoint": f"{self.url}/oauth2/revoke",
            "device_authorization_endpoint": f"{self.url}/oauth2/device",
            "account_management_uri": f"{self.url}/account/",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "refresh_token", DEVICE_GRANT],
        }
        return web.json_response(told)

    async def _register(self, request: web.Request) -> web.Response:
        told = await request.json()
        is_right = (
            str(told.get("client_uri", "")).startswith("https://")
            and told.get("client_name")
            and told.get("application_type") == "native"
            and told.get("token_endpoint_auth_method") == "none"
            and {DEVICE_GRANT, "refresh_token"} <= set(told.get("grant_types", ()))
        )
        if not is_right:
            return _refusal("invalid_client_metadata")
        client_id = secrets.token_hex(8)
        self.clients[client_id] = told
        return web.json_response({**told, "client_id": client_id}, status=201)

    async def _ask_for_device(self, request: web.Request) -> web.Response:
        form = await request.post()
        client_id, scopes = str(form.get("client_id")), str(form.get("scope")).split()
        devices = [each.removeprefix(DEVICE) for each in scopes if each.startswith(DEVICE)]
        if client_id not in self.clients:
            return _refusal("invalid_client", status=401)
        if API not in scopes or len(devices) != 1 or len(scopes) != 2:
            return _refusal("invalid_scope")
        code, secret = secrets.token_hex(3).upper(), secrets.token_urlsafe(16)
        self.requests[code] = _Request(client_id, devices[0], secret)
        return web.json_response(
            {
                "device_code": secret,
                "user_code": code,
                "verification_uri": f"{self.url}/link",
                "verification_uri_complete": f"{self.url}/link?code={quote(code)}",
                "expires_in": self.code_seconds,
                "interval": self.interval,
            }
        )

    async def _give_tokens(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        if form.get("client_id") not in self.clients:
            return _refusal("invalid_client", status=401)
        match form.get("grant_type"):
            case "refresh_token":
                return self._renewed(form["client_id"], form.get("refresh_token", ""))
            case str(kind) if kind == DEVICE_GRANT:
                return self._approved(form["client_id"], form.get("device_code", ""))
        return _refusal("unsupported_grant_type")

    def _approved(self, client_id: str, secret: str) -> web.Response:
        found = [it for it in self.requests.values() if it.secret == secret and not it.is_over]
        if not found or found[0].client_id != client_id:
            return _refusal("invalid_grant")
        [asked] = found
        if asked.is_denied:
            asked.is_over = True
            return _refusal("access_denied")
        if not asked.user:
            return _refusal("authorization_pending")
        asked.is_over = True
        for each in self.logins:  # one device has one session
            each.has_ended = each.has_ended or each.device == asked.device
        login = _Login(asked.user, asked.device, client_id)
        self.logins.append(login)
        return self._issued(login)

    def _renewed(self, client_id: str, refresh: str) -> web.Response:
        for login in self.logins:
            for pair in login.pairs:
                if pair.refresh == refresh and login.client_id == client_id:
                    return self._exchanged(login, pair)
        return _refusal("invalid_grant")

    def _exchanged(self, login: _Login, pair: _Pair) -> web.Response:
        successor = pair.successor
        if login.has_ended or pair.is_revoked:
            return _refusal("invalid_grant")
        if successor is not None:
            if successor.is_used or successor.is_consumed:  # somebody stole one of the two
                login.has_ended = True
                return _refusal("invalid_grant")
            successor.is_revoked = True
        pair.is_consumed = True
        answer = self._issued(login)
        pair.successor = login.pairs[-1]
        return answer

    def _issued(self, login: _Login) -> web.Response:
        access, refresh = secrets.token_urlsafe(18), secrets.token_urlsafe(18)
        login.pairs.append(_Pair(f"mat_{access}", f"mar_{refresh}"))
        return web.json_response(
            {
                "access_token": login.pairs[-1].access,
                "refresh_token": login.pairs[-1].refresh,
                "token_type": "Bearer",
                "expires_in": self.seconds,
                "scope": f"{API} {DEVICE}{login.device}",
            }
        )

    async def _introspect(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {_SHARED}"
        token = str((await request.post())["token"])
        if token in self.compatibility_tokens:
            user, device = self.compatibility_tokens[token]
            return web.json_response(
                {"active": True, "scope": API, "username": user, "device_id": device}
            )
        for login in self.logins:
            for pair in login.pairs:
                # The former one ends with the first use of its successor at the latest.
                is_alive = not (login.has_ended or pair.is_revoked or pair.is_consumed)
                if pair.access == token and is_alive:
                    pair.is_used = True
                    scope = f"{API} {DEVICE}{login.device}"
                    told = {"username": login.user, "scope": scope, "expires_in": 300}
                    return web.json_response({"active": True, **told})
        return web.json_response({"active": False})

    async def _revoke(self, request: web.Request) -> web.Response:
        token = str((await request.post())["token"])
        for login in self.logins:
            if any(token in {each.access, each.refresh} for each in login.pairs):
                await self.end_session(login.device)
        return web.json_response({})

    async def _ways_to_log_in(self, _request: web.Request) -> web.Response:
        return web.json_response({"flows": [{"type": "m.login.password"}]})

    async def _log_in(self, request: web.Request) -> web.Response:
        told = await request.json()
        user = str(told["identifier"]["user"])[1:].partition(":")[0]
        if self.passwords.get(user) != told["password"]:
            refusal = {"errcode": "M_FORBIDDEN", "error": "Invalid username/password"}
            return web.json_response(refusal, status=403)
        assert not told.get("refresh_token"), "such a token would end after five minutes"
        token, device = await self.compatibility_token(user, str(told.get("device_id", "")))
        answer = {"user_id": told["identifier"]["user"], "access_token": token}
        return web.json_response({**answer, "device_id": device})


class DelegatingSynapse(PrivateSynapse):
    """A Synapse whose logins are the OAuth server's; it takes no passwords."""

    def __init__(self, folder: Path, oauth: OAuthServer) -> None:
        super().__init__(folder, **oauth.settings)
        self.oauth = oauth
        oauth.synapse = self.url

    async def register(self, name: str, *, user: str = "", admin: bool = False) -> Account:
        """Make an account that no other test has, with a device of its own beside the bot's."""
        assert not admin, "administrators are the OAuth server's"
        user = user or f"{plain_name(name)}-{secrets.token_hex(4)}"
        body = {"localpart": user, "set_displayname": name}
        await self.oauth.tell_synapse("provision_user", body)
        token, device = await self.oauth.compatibility_token(user)
        return Account(f"@{user}:{self.server_name}", "", token, device)


def _refusal(error: str, status: int = 400) -> web.Response:
    return web.json_response({"error": error, "error_description": "…"}, status=status)
