"""Making the bot at home in its account, before its first start: its device, keys and identity.

The device is the one that the bot goes on with; all of it lies below the same folder.
"""

from pathlib import Path

import structlog

from bot.transports.matrix.account.account import MatrixAccount
from bot.transports.matrix.account.folder import identity_file
from bot.transports.matrix.account.login import Login
from bot.transports.matrix.encryption.crosssigning import (
    Identity,
    RecoveryKey,
    State,
    publish,
    restore,
    sign_device,
    state,
    store,
)
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver.api import CLIENT


class OtherAccount(ValueError):
    """The token, or the session kept in the folder, is another account's; the text is whose."""


class Settling:
    """One account. All raise `Refused` or `ConnectionError`, and refusals of `crosssigning`."""

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
        response = await self._api.request("GET", f"{CLIENT}/account/whoami")
        if response["user_id"] != self._user:
            raise OtherAccount(str(response["user_id"]))
        await self._crypto.settle()

    async def state(self) -> State:
        """The owner of the account's published identity, and whether it signs our device."""
        return await state(
            self._api,
            self.identity,
            self._user,
            self.device_id,
            expected_ed25519=self.fingerprint,
        )

    async def publish(self, password: str) -> None:
        """Show our identity to others, in the place of any other; made where we hold none."""
        identity = self.identity
        if identity is None:
            identity = Identity.make()
            self._file.write(identity)  # first: one that is lost at once would be in the way
        await publish(self._api, identity, self._user, password or None)

    async def restore(self, recovery_key: RecoveryKey) -> None:
        """Get the identity back that the account keeps under a recovery key."""
        self._file.write(await restore(self._api, self._user, recovery_key))

    async def sign(self) -> None:
        """Sign our device with our identity."""
        assert self.identity is not None  # noqa: S101 - for the type checker
        await sign_device(
            self._api,
            self.identity,
            self._user,
            self.device_id,
            expected_ed25519=self.fingerprint,
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
