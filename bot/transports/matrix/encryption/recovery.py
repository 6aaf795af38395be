"""The identity in the account's secret storage, under a recovery key that a person can copy.

Matrix client-server specification, "Secrets" and "Account data": the types `m.secret_storage.*`
and `m.cross_signing.*`. An Element logged in as the bot reads it there, too. A key gives, by
HKDF-SHA-256 over the secret's name, a key for AES-256 in counter mode and one for HMAC-SHA-256
over the ciphertext (`m.secret_storage.v1.aes-hmac-sha2`).

Appendices, "Cryptographic key representation": the bytes 0x8B 0x01, the key, and a parity byte
(all others XORed), in base58 with Bitcoin's alphabet, in groups of four.
"""

import secrets
import string
from dataclasses import dataclass, field
from functools import reduce
from http import HTTPStatus
from operator import xor
from typing import Self
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.refusals import Refusal
from bot.transports.matrix.encryption.cross_signing import (
    AnotherIdentity,
    Api,
    IdentityOwner,
    query,
    whose,
)
from bot.transports.matrix.encryption.identity import SEED_LENGTH, Identity, Usage, decode, encode
from bot.transports.matrix.homeserver import CLIENT, Json, found
from bot.transports.matrix.homeserver_errors import Refused

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\x8b\x01"
_KEY_LENGTH = 32
_WHOLE = len(_PREFIX) + _KEY_LENGTH + 1
_SPELLED = 48
"""As many letters as 35 bytes that begin with 0x8B take in base58, whatever follows."""
_GROUP = 4
ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
_HALF = 32
_IV_LENGTH = 16
_ZEROS = bytes(32)
_DEFAULT = "m.secret_storage.default_key"
_KEY_ID_LENGTH = 32
_LETTERS = string.ascii_letters + string.digits


class StrangeLetter(Refusal):
    """A recovery key never contains “{letter}”: compare it with what you wrote down."""


class WrongLength(Refusal):
    """A recovery key has {wanted} letters and digits, this one has {count}.

    Compare it with what you wrote down.
    """


class NotARecoveryKey(Refusal):
    """There is a typing error in this recovery key.

    Compare it, group by group, with what you wrote down. Capital letters matter.
    """


class WrongRecoveryKey(Refusal):
    """This is a recovery key, but not the one of the bot's Matrix account."""


class NothingStored(Refusal):
    """The bot's Matrix account has no identity that a recovery key can open."""


class StoredByAnother(Refusal):
    """The bot's Matrix account already has secrets under another recovery key.

    They were not changed.
    """


class SecretUnreadable(Refusal):
    """The bot's identity, as kept by its Matrix account, is damaged: make a new identity."""


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """Opens the secret storage of the bot's account."""

    raw: bytes = field(repr=False)

    @classmethod
    def make(cls) -> Self:
        return cls(secrets.token_bytes(_KEY_LENGTH))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read a copied key, with any blanks."""
        bare = "".join(typed.split())
        for letter in bare:
            if letter not in _BASE58:
                raise StrangeLetter(letter=letter)
        if len(bare) != _SPELLED:
            raise WrongLength(wanted=_SPELLED, count=len(bare))
        whole = _from_base58(bare)
        if not whole.startswith(_PREFIX) or reduce(xor, whole):
            raise NotARecoveryKey
        return cls(whole[len(_PREFIX) : -1])

    @property
    def spelled(self) -> str:
        """The key for a person: twelve groups of four."""
        whole = _PREFIX + self.raw
        spelled = _to_base58(whole + bytes([reduce(xor, whole)]))
        return " ".join(spelled[at : at + _GROUP] for at in range(0, len(spelled), _GROUP))


async def store(
    api: Api, identity: Identity, user_id: str, recovery_key: RecoveryKey, *, replace: bool = False
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
    sealed = {
        usage: seal(recovery_key.raw, _secret(usage), encode(identity.seed(usage)).encode())
        for usage in Usage
    }
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
    if whose(await query(api, user_id), identity, user_id) is not IdentityOwner.OURS:
        raise AnotherIdentity
    return identity


class _AccountData:
    """Account data of an account on its server."""

    def __init__(self, api: Api, user_id: str) -> None:
        self._api = api
        self._base = f"{CLIENT}/user/{quote(user_id, safe='')}/account_data/"

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


def describe(key: bytes) -> Json:
    """The public description of a key, with a check that detects a mistyped one."""
    check = seal(key, "", _ZEROS)
    return {"algorithm": ALGORITHM, "iv": check["iv"], "mac": check["mac"]}


def opens(key: bytes, description: object, *, unchecked: bool) -> bool:
    """True if a description is of this key; `unchecked` is the answer where it has no check."""
    iv, mac = found(description, "iv"), found(description, "mac")
    if found(description, "algorithm") != ALGORITHM:
        return False
    if iv is None and mac is None:
        return unchecked
    try:
        check = _cipher(key, "", decode(str(iv)), _ZEROS)
        _mac(key, "", check).verify(decode(str(mac)))
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(key: bytes, name: str, secret: bytes) -> Json:
    iv = bytearray(secrets.token_bytes(_IV_LENGTH))
    iv[8] &= 0x7F  # bit 63: not every implementation carries it over to the upper half
    ciphertext = _cipher(key, name, bytes(iv), secret)
    mac = _mac(key, name, ciphertext).finalize()
    return {"iv": encode(bytes(iv)), "ciphertext": encode(ciphertext), "mac": encode(mac)}


def unseal(key: bytes, name: str, sealed: object) -> bytes:
    """The secret of that name; raises `SecretUnreadable`."""
    try:
        iv, ciphertext, mac = (
            decode(str(found(sealed, part))) for part in ("iv", "ciphertext", "mac")
        )
        _mac(key, name, ciphertext).verify(mac)
        return _cipher(key, name, iv, ciphertext)
    except (InvalidSignature, ValueError):
        raise SecretUnreadable from None


def _cipher(key: bytes, name: str, iv: bytes, content: bytes) -> bytes:
    """Counter mode: the same for both directions."""
    encryptor = Cipher(AES(_keys(key, name)[:_HALF]), CTR(iv)).encryptor()
    return encryptor.update(content) + encryptor.finalize()


def _mac(key: bytes, name: str, ciphertext: bytes) -> HMAC:
    mac = HMAC(_keys(key, name)[_HALF:], SHA256())
    mac.update(ciphertext)
    return mac


def _keys(key: bytes, name: str) -> bytes:
    """The key for the cipher, then the one for the authentication."""
    return HKDF(SHA256(), length=2 * _HALF, salt=bytes(_HALF), info=name.encode()).derive(key)


def _to_base58(whole: bytes) -> str:
    number = int.from_bytes(whole)
    letters = ""
    while number:
        number, digit = divmod(number, len(_BASE58))
        letters = _BASE58[digit] + letters
    return letters


def _from_base58(letters: str) -> bytes:
    number = reduce(lambda sum_, letter: sum_ * len(_BASE58) + _BASE58.index(letter), letters, 0)
    try:
        return number.to_bytes(_WHOLE)
    except OverflowError:
        raise NotARecoveryKey from None
