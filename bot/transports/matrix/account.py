"""The bot's account, and its login as the same device as ever: another would send twice."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

from nio import AsyncClientConfig

from bot.transports.matrix.encryption.crypto import STORE, KeyStore
from bot.transports.matrix.encryption.identity import write_whole
from bot.transports.matrix.homeserver import CLIENT, PASSWORD, Api, CallPace, Client, Json
from bot.transports.matrix.homeserver_errors import Refused

NAME = "Terreau"
REQUEST_SECONDS = 30


class LoginRefused(PermissionError):
    """The homeserver does not take this account's password or token."""


@dataclass(frozen=True, slots=True)
class MatrixAccount:
    """The account in the configuration. A token belongs to `device_id`.

    The homeserver is asked at most `calls_per_second`; 0 sets no limit but what it refuses.
    """

    homeserver: str
    user: str
    password: str = ""
    access_token: str = ""
    device_id: str = ""
    calls_per_second: float = 0

    @property
    def server(self) -> str:
        """The server's name, as it ends our user id."""
        return self.user.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Session:
    """A device of ours and its access token; without one, the device is yet to be made.

    `given_up` is one that we were, and must not be again.
    """

    user_id: str
    device_id: str
    access_token: str
    given_up: str = ""


class SessionFile:
    """Keeps the session of a folder: the reader of this file can write in our name."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "session.json"

    def read(self) -> Session | None:
        """The session kept last; None when there is none, or none that can be read."""
        try:
            return Session(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, session: Session) -> None:
        """Keep a session, whole or not at all."""
        write_whole(self._path, json.dumps(asdict(session)).encode())


class Login:
    """One account's device, its token, and nio's client for it."""

    def __init__(
        self, account: MatrixAccount, folder: Path, pickle_key: str, *, encryption: bool
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
        self.client = Client(
            account.homeserver.rstrip("/"),
            account.user,
            store_path=str(folder),
            config=AsyncClientConfig(
                max_limit_exceeded=0,
                max_timeouts=0,
                request_timeout=REQUEST_SECONDS,
                encryption_enabled=encryption,
                pickle_key=pickle_key,
                store=KeyStore,
                store_name=STORE,
            ),
        )
        self.client.pace = CallPace(account.calls_per_second)
        self.api = Api(self.client, self.client.pace)

    async def enter(self) -> None:
        """Be logged in; raises `LoginRefused`, or what requests raise."""
        if self._account.access_token:
            await self._with_token()
        elif self._session is not None:
            self._use(self._session)
        else:
            await self.again()

    async def again(self) -> None:
        """Log in with the password, as the same device; without one raises `LoginRefused`."""
        if not self._account.password:
            raise LoginRefused
        self.client.access_token = ""
        device_id = ""
        if self._session is not None:
            device_id = self._session.device_id
        elif self._account.device_id != self._given_up and not self.has_lost_keys:
            device_id = self._account.device_id
        answer = await log_in(self.api, self._account, NAME, device_id)
        self._become(str(answer["device_id"]), str(answer["access_token"]))

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
