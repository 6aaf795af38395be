"""The identity in the secret storage of the bot's own account, under a recovery key.

Matrix client-server specification, "Secrets" and "Account data": the types `m.secret_storage.*`
and `m.cross_signing.*`. An Element logged in as the bot reads it there, too.
"""

import secrets
import string
from http import HTTPStatus
from urllib.parse import quote

from bot.domain.refusals import Refusal
from bot.transports.matrix.encryption.crosssigning.api import Api
from bot.transports.matrix.encryption.crosssigning.chain import Whose, query, whose
from bot.transports.matrix.encryption.crosssigning.keys import SEED_LENGTH, Identity, Usage
from bot.transports.matrix.encryption.crosssigning.publishing import AnotherIdentity
from bot.transports.matrix.encryption.crosssigning.recovery_key import RecoveryKey
from bot.transports.matrix.encryption.crosssigning.sealing import (
    SecretUnreadable,
    describe,
    opens,
    seal,
    unseal,
)
from bot.transports.matrix.encryption.crosssigning.signing import decode, encode
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.json_values import Json, found

_DEFAULT = "m.secret_storage.default_key"
_KEY_ID_LENGTH = 32
_LETTERS = string.ascii_letters + string.digits


class NothingStored(Refusal):
    """The bot's Matrix account has no identity that a recovery key can open."""


class StoredByAnother(Refusal):
    """The bot's Matrix account already has secrets under another recovery key.

    They were not changed.
    """


class WrongRecoveryKey(Refusal):
    """This is a recovery key, but not the one of the bot's Matrix account."""


async def store(
    api: Api,
    identity: Identity,
    user_id: str,
    recovery_key: RecoveryKey,
    *,
    replace: bool = False,
) -> None:
    """Keep the three secrets in the account, under this recovery key.

    A storage that this key opens is written anew. Another's is left alone, unless we are told to
    `replace` it: then whatever else lies there can be opened by its old key only.
    At every moment the key that is named as the default opens all three: what the old one opens
    is dropped after the new one is named, and a half-written storage counts as none.
    """
    data = _AccountData(api, user_id)
    key_id = await _own_key_id(data, recovery_key, unchecked=False)
    old_id = await data.default_key() if key_id is None else ""
    if old_id and not replace:
        raise StoredByAnother
    if key_id is None:
        key_id = "".join(secrets.choice(_LETTERS) for _ in range(_KEY_ID_LENGTH))
        await data.put(_description(key_id), describe(recovery_key.raw))
    sealed = {usage: _sealed(recovery_key, identity, usage) for usage in Usage}
    for usage in Usage:
        kept = found(await data.get(_secret(usage)), "encrypted", old_id) if old_id else None
        both = {key_id: sealed[usage]} if kept is None else {old_id: kept, key_id: sealed[usage]}
        await data.put(_secret(usage), {"encrypted": both})
    await data.put(_DEFAULT, {"key": key_id})
    if old_id:
        for usage in Usage:
            await data.put(_secret(usage), {"encrypted": {key_id: sealed[usage]}})


async def restore(api: Api, user_id: str, recovery_key: RecoveryKey) -> Identity:
    """Get the identity back from the account; it must be the one that the server publishes."""
    data = _AccountData(api, user_id)
    if not await data.default_key():
        raise NothingStored
    # A storage without a check is tried: its secrets bear authentication codes of their own.
    key_id = await _own_key_id(data, recovery_key, unchecked=True)
    if key_id is None:
        raise WrongRecoveryKey
    seeds = [await _seed(data, key_id, recovery_key, usage) for usage in Usage]
    identity = Identity(*seeds)
    if whose(await query(api, user_id), identity, user_id) is not Whose.OURS:
        raise AnotherIdentity
    return identity


class _AccountData:
    """Account data of an account on its server."""

    def __init__(self, api: Api, user_id: str) -> None:
        self._api = api
        self._base = f"/_matrix/client/v3/user/{quote(user_id, safe='')}/account_data/"

    async def get(self, kind: str) -> Json:
        """The stored data; empty if never written."""
        try:
            return await self._api.request("GET", self._base + quote(kind, safe=""))
        except Refused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:
                raise
            return {}

    async def put(self, kind: str, content: Json) -> None:
        await self._api.request("PUT", self._base + quote(kind, safe=""), content)

    async def default_key(self) -> str:
        """The id of the key that the secrets lie under; empty where there is none."""
        key_id = (await self.get(_DEFAULT)).get("key")
        return key_id if isinstance(key_id, str) else ""


async def _own_key_id(
    data: _AccountData, recovery_key: RecoveryKey, *, unchecked: bool
) -> str | None:
    """The id of the storage's key, if it is this one."""
    key_id = await data.default_key()
    if not key_id:
        return None
    description = await data.get(_description(key_id))
    return key_id if opens(recovery_key.raw, description, unchecked=unchecked) else None


def _sealed(recovery_key: RecoveryKey, identity: Identity, usage: Usage) -> Json:
    return seal(recovery_key.raw, _secret(usage), encode(identity.seed(usage)).encode())


async def _seed(data: _AccountData, key_id: str, recovery_key: RecoveryKey, usage: Usage) -> bytes:
    name = _secret(usage)
    sealed = found(await data.get(name), "encrypted", key_id)
    if sealed is None:
        raise NothingStored
    try:
        seed = decode(unseal(recovery_key.raw, name, sealed).decode("ascii"))
    except ValueError:
        raise SecretUnreadable from None
    if len(seed) != SEED_LENGTH:
        raise SecretUnreadable
    return seed


def _description(key_id: str) -> str:
    return f"m.secret_storage.key.{key_id}"


def _secret(usage: Usage) -> str:
    return f"m.cross_signing.{usage}"
