"""The bot's account, and its login as the same device as ever: another would send twice."""

import secrets
import string
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bot.core.context.clock import Clock
from bot.transports.matrix.encryption.crypto import STORE, client_with_keys
from bot.transports.matrix.homeserver import CLIENT, PASSWORD, Api, CallPace, Json
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.oauth import DeviceCode, OAuthRefused, auth_server_of
from bot.transports.matrix.session_file import (
    LoginRefused,
    Session,
    SessionFile,
    TokenRenewal,
    granted,
)

NAME = "Terreau"
_DEVICE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class MatrixAccount:
    """The account in the configuration. A token belongs to `device_id`.

    The homeserver is asked at most `calls_per_second`; 0 sets no limit but what it refuses.
    """

    homeserver: str
    user: str
    password: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    device_id: str = ""
    calls_per_second: float = 0
    oauth: bool = False
    """True if a person approved us in a browser: the tokens are in the folder alone."""

    @property
    def server(self) -> str:
        """The server's name, as it ends our user id."""
        return self.user.partition(":")[2]


class OtherAccount(ValueError):
    """The token, or the session kept in the folder, is another account's; the text is whose."""


class Login:
    """One account's device, its token, and nio's client for it."""

    def __init__(
        self,
        account: MatrixAccount,
        folder: Path,
        pickle_key: str,
        *,
        encryption: bool,
        clock: Clock | None = None,
    ) -> None:
        """Know the device that we were. One whose keys are lost is given up: nobody trusts others.

        `is_another_device` tells that we are not the one that ran here before: what that one had
        sent is then not known to be the same message when it is sent again.
        """
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._account = account
        self._file = SessionFile(folder)
        self._session = kept = self._file.read()
        self._given_up = "" if kept is None else kept.given_up
        has_keys = (folder / STORE).exists()
        self.has_lost_keys = encryption and kept is not None and not has_keys
        if self.has_lost_keys or (kept is not None and not kept.access_token):
            self._session = None
        token = account.access_token
        has_new_token = bool(token and self._session and self._session.access_token != token)
        lost_session = self._session is None and has_keys
        self.is_another_device = self.has_lost_keys or lost_session or has_new_token
        self.client = client_with_keys(
            account.homeserver, account.user, folder, pickle_key, encryption=encryption
        )
        self._renewal = TokenRenewal(account.homeserver, self._file, clock or Clock())
        self.client.pace = CallPace(account.calls_per_second)
        self.client.renew_token = self._renew_if_due
        self.api = Api(self.client)

    async def enter(self) -> None:
        """Be logged in; raises `LoginRefused`, or what requests raise."""
        if self._account.oauth:
            if self._session is None or self._session.grant is None:
                raise LoginRefused
            self._use(self._session)
        elif self._account.access_token:
            await self._with_token()
        elif self._session is not None:
            self._use(self._session)
        else:
            await self.again()

    async def again(self) -> None:
        """Renew the token, or log in with the password, as the same device.

        Raises `LoginRefused` where we have neither, or where it is refused.
        """
        if self._account.oauth:
            if self._session is None:
                raise LoginRefused
            self._use(await self._renewal.renewed(self._session))
            return
        if not self._account.password:
            raise LoginRefused
        self.client.access_token = ""
        answer = await log_in(self.api, self._account, NAME, self._known_device())
        self._become(str(answer["device_id"]), str(answer["access_token"]))

    async def be_approved(self, show: Callable[[DeviceCode], None]) -> None:
        """Become a device that a person approves in a browser: the one that we were, if any.

        `show` is given what the person opens and types. Raises `NotApproved`, `OAuthRefused`,
        `LoginRefused` where the server offers no such way, and `OtherAccount`.
        """
        server = await auth_server_of(self._account.homeserver)
        if server is None or not server.approves_devices:
            raise LoginRefused
        client_id = await server.register(f"https://{self._account.server}/")
        # A new one is a name as homeservers give them: ten capitals.
        device_id = self._known_device() or "".join(
            secrets.choice(string.ascii_uppercase) for _ in range(_DEVICE_LENGTH)
        )
        code = await server.ask_for_device(client_id, device_id)
        show(code)
        tokens = await server.wait_for_approval(client_id, code)
        grant = granted(client_id, tokens, self._renewal.clock)
        made = Session(self._account.user, device_id, tokens.access_token, self._given_up, grant)
        before = self._file.read()
        async with self._file.alone():
            self._file.write(made)  # before its first use
        self.client.access_token = tokens.access_token
        answer = await self.api.request("GET", f"{CLIENT}/account/whoami")
        if answer["user_id"] != self._account.user:
            async with self._file.alone():
                self._file.restore(before)
            self.client.access_token = "" if before is None else before.access_token
            with suppress(OAuthRefused, ConnectionError):
                await server.revoke(client_id, tokens.refresh_token)
            raise OtherAccount(str(answer["user_id"]))
        self._use(made)

    async def _renew_if_due(self) -> None:
        """Renew a token that is about to end; where that fails, what is asked next tells."""
        session = self._session
        if session is None or session.grant is None or not self.client.access_token:
            return
        renewed = await self._renewal.renewed_if_due(session)
        if renewed is not session:
            self._use(renewed)

    def _known_device(self) -> str:
        """The device that we were, or the configured one; empty where another is to be made."""
        if self._session is not None:
            return self._session.device_id
        is_usable = self._account.device_id != self._given_up and not self.has_lost_keys
        return self._account.device_id if is_usable else ""

    async def _with_token(self) -> None:
        """Use the configured token; it tells its device.

        One that was given up would have other keys now, which nobody trusts: we log in as another.
        """
        self.client.access_token = self._account.access_token
        try:
            answer = await self.api.request("GET", f"{CLIENT}/account/whoami")
        except Refused as refused:
            if refused.is_of_the_token:
                raise LoginRefused from refused
            raise
        if str(answer["device_id"]) != self._given_up:
            self._become(str(answer["device_id"]), self._account.access_token)
        elif self._session is not None:
            self._use(self._session)
        else:
            await self.again()

    def _become(self, device_id: str, access_token: str) -> None:
        session = Session(self._account.user, device_id, access_token, self._given_up)
        self._file.write(session)
        self._use(session)

    def _use(self, session: Session) -> None:
        self._session = session
        if self.client.user_id:
            self.client.access_token = session.access_token
        else:
            self.client.restore_login(self._account.user, session.device_id, session.access_token)


async def log_in(api: Api, account: MatrixAccount, name: str, device_id: str = "") -> Json:
    """Log in with the password as a device, or as a new one; raises `LoginRefused`."""
    asked: Json = {
        "type": PASSWORD,
        "identifier": {"type": "m.id.user", "user": account.user},
        "password": account.password,
        "initial_device_display_name": name,
    }
    if device_id:
        asked["device_id"] = device_id
    try:
        return await api.request("POST", f"{CLIENT}/login", asked)
    except Refused as refused:
        if refused.is_for_now and refused.status != 401:  # noqa: PLR2004 - HTTP
            raise
        raise LoginRefused from refused


async def display_name(api: Api, user: str) -> str:
    """A person's display name; empty where there is none."""
    path = f"{CLIENT}/profile/{quote(user, safe='')}/displayname"
    try:
        profile = await api.request("GET", path)
    except Refused as refused:
        if refused.is_for_now:
            raise
        return ""
    return str(profile.get("displayname") or "")
