"""At each start: the account has an identity of its own, and it signs the device that we are.

Without it Element refuses what we say, and gives us no keys to what others say.
"""

from pathlib import Path

from structlog.typing import FilteringBoundLogger

from bot.domain.refusals import Refusal
from bot.transports.matrix.account.account import MatrixAccount
from bot.transports.matrix.encryption.crosssigning import (
    Identity,
    IdentityFile,
    Whose,
    publish,
    sign_device,
    state,
)
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused

FILE = "identity"


class Vouching:
    """Our identity, kept beside the keys."""

    def __init__(
        self,
        account: MatrixAccount,
        folder: Path,
        pickle_key: str,
        *,
        api: Api,
        log: FilteringBoundLogger,
    ) -> None:
        self._account = account
        self._file = IdentityFile(folder / FILE, pickle_key.encode())
        self._api = api
        self._log = log

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
        api, user, identity = self._api, self._account.user, self._file.read()
        found = await state(api, identity, user, device_id, expected_ed25519=fingerprint)
        if found.device_signed:
            return
        if found.whose is Whose.SOMEBODY_ELSES:
            self._log.error("the account has another identity: “terreau check” shows more")
            return
        if identity is None:
            identity = Identity.make()
            self._file.write(identity)  # first: one that is lost at once would be in the way
        if found.whose is Whose.NOBODYS:
            await publish(api, identity, user, self._account.password or None)
            self._log.info("the account has an identity now; “terreau check” shows more")
        await sign_device(api, identity, user, device_id, expected_ed25519=fingerprint)
