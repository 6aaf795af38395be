"""The bot's device: made before the first start, signed at each start, and its folder.

The signature is by an identity of the account's own. Without it Element refuses what we say, and
gives us no keys to what others say.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from structlog.typing import FilteringBoundLogger

from bot.domain.refusals import Refusal
from bot.transports.matrix.account import Login, MatrixAccount, OtherAccount
from bot.transports.matrix.encryption.cross_signing import (
    IdentityOwner,
    State,
    publish,
    sign_device,
    state,
)
from bot.transports.matrix.encryption.crypto import STORE, Crypto, KeyStore
from bot.transports.matrix.encryption.identity import Identity, IdentityFile
from bot.transports.matrix.encryption.recovery import RecoveryKey, restore, store
from bot.transports.matrix.homeserver import CLIENT, Api
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.oauth import DeviceCode
from bot.transports.matrix.session_file import Session, SessionFile

IDENTITY = "identity"


class KeysUnreadable(ValueError):
    """The device's keys cannot be opened with this pickle key."""


class AnotherAccountsFolder(ValueError):
    """The folder holds the device of another account; the text is whose."""


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """Our identity, kept beside the keys."""

    account: MatrixAccount
    file: IdentityFile
    api: Api
    _log: FilteringBoundLogger

    async def vouch(self, device_id: str, fingerprint: str) -> None:
        """Sign our device, whose key is `fingerprint`; make an identity where there is none.

        One that is not ours is left alone: only a person can tell which one counts. What a person
        has to mend is logged, and holds nothing up.
        """
        try:
            await self._vouch(device_id, fingerprint)
        except Refusal as refusal:
            self._log.error("the device is not signed", cause=type(refusal).__name__)
        except Refused as refused:
            if refused.is_for_now:
                raise
            self._log.error("the device is not signed", cause=str(refused))

    async def _vouch(self, device_id: str, fingerprint: str) -> None:
        api, user, identity = self.api, self.account.user, self.file.read()
        found = await state(api, identity, user, device_id, expected_ed25519=fingerprint)
        if found.device_signed:
            return
        if found.whose is IdentityOwner.SOMEBODY_ELSES:
            self._log.error("the account has another identity: “terreau check” shows more")
            return
        if identity is None:
            identity = self.file.make()
        if found.whose is IdentityOwner.NOBODYS:
            await publish(api, identity, user, self.account.password or None)
            self._log.info("the account has an identity now; “terreau check” shows more")
        await sign_device(api, identity, user, device_id, expected_ed25519=fingerprint)


class AccountSetup:
    """One account. All raise `Refused`, `ConnectionError`, or a refusal of our identity."""

    def __init__(
        self, account: MatrixAccount, *, folder: Path, pickle_key: str, encryption: bool
    ) -> None:
        self._user = account.user
        self._login = Login(account, folder, pickle_key, encryption=encryption)
        self._api = self._login.api
        self._crypto = Crypto(self._login.client, structlog.get_logger())
        self._file = identity_file(folder, pickle_key)

    @property
    def device_id(self) -> str:
        return str(self._login.client.device_id)

    @property
    def fingerprint(self) -> str:
        """The key of our device; empty without encryption."""
        return self._crypto.fingerprint

    @property
    def identity(self) -> Identity | None:
        """The identity that we hold; raises `IdentityUnreadable`."""
        return self._file.read()

    async def enter(self) -> None:
        """Log in, as the device that we stay; raises `LoginRefused` and `OtherAccount` too."""
        await self._login.enter()
        await self._settle()

    async def be_approved(self, show: Callable[[DeviceCode], None]) -> None:
        """Become the device that a person approves in a browser, where they type what is shown.

        Raises `NotApproved`, `OAuthRefused`, `LoginRefused` and `OtherAccount` too.
        """
        await self._login.be_approved(show)
        await self._settle(is_new=True)

    async def _settle(self, *, is_new: bool = False) -> None:
        response = await self._api.request("GET", f"{CLIENT}/account/whoami")
        if response["user_id"] != self._user:
            raise OtherAccount(str(response["user_id"]))
        if is_new:
            await self._crypto.show_again()  # the server may know nothing of an earlier login's
        await self._crypto.settle()

    async def state(self) -> State:
        """The owner of the account's published identity, and whether it signs our device."""
        return await state(
            self._api, self.identity, self._user, self.device_id, expected_ed25519=self.fingerprint
        )

    async def publish(self, password: str, *, session: str = "") -> None:
        """Show our identity to others, in the place of any other; made where we hold none.

        `session` is that of an `ApprovalNeeded` that was raised before.
        """
        identity = self.identity or self._file.make()
        await publish(self._api, identity, self._user, password or None, session=session)

    async def restore(self, recovery_key: RecoveryKey) -> None:
        """Get the identity back that the account keeps under a recovery key."""
        self._file.write(await restore(self._api, self._user, recovery_key))

    async def sign(self) -> None:
        assert self.identity is not None  # noqa: S101 - for the type checker
        await sign_device(
            self._api, self.identity, self._user, self.device_id, expected_ed25519=self.fingerprint
        )

    async def keep(self, recovery_key: RecoveryKey, *, replace: bool) -> None:
        """Keep our identity in the account too, under a recovery key."""
        assert self.identity is not None  # noqa: S101 - for the type checker
        await store(self._api, self.identity, self._user, recovery_key, replace=replace)

    async def close(self) -> None:
        """Give the connections and the store back: the bot's transport opens it next."""
        await self._login.client.close()
        if self._login.client.store is not None:
            self._login.client.store.database.close()


def own_fingerprint(folder: Path, user: str, device_id: str, pickle_key: str) -> str:
    """The key of the device that the bot is, from a copy of its store; empty where it has none.

    Raises `KeysUnreadable`.
    """
    if not (folder / STORE).exists():
        return ""
    with tempfile.TemporaryDirectory() as aside:
        shutil.copy(folder / STORE, aside)
        store = KeyStore(user, device_id, aside, pickle_key, STORE)
        try:
            account = store.load_account()
        except ValueError:
            raise KeysUnreadable from None
        finally:
            store.database.close()
    return "" if account is None else str(account.identity_keys["ed25519"])


def check_key(folder: Path, user: str, pickle_key: str) -> None:
    """Look whether the device is this account's, and its keys can be opened with this one.

    Raises `AnotherAccountsFolder` and `KeysUnreadable`.
    """
    session = session_of(folder)
    if session.user_id not in {"", user}:
        raise AnotherAccountsFolder(session.user_id)
    if session.user_id:
        own_fingerprint(folder, user, session.device_id, pickle_key)


def session_of(folder: Path) -> Session:
    """The session kept in a folder; empty where there is none, or none that can be read."""
    return SessionFile(folder).read() or Session("", "", "")


def begin_anew(folder: Path, user: str, given_up: str) -> None:
    """Make the bot a new device at its next start; `given_up` is the previous one."""
    SessionFile(folder).write(Session(user, "", "", given_up))
    folder.chmod(0o700)


def identity_file(folder: Path, pickle_key: str) -> IdentityFile:
    return IdentityFile(folder / IDENTITY, pickle_key.encode())
