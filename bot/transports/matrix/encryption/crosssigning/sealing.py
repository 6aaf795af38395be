"""Secrets as an account's secret storage keeps them: `m.secret_storage.v1.aes-hmac-sha2`.

Matrix client-server specification, "Secrets". A key gives, by HKDF-SHA-256 over the secret's name,
a key for AES-256 in counter mode and one for HMAC-SHA-256 over the ciphertext.
"""

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.refusals import Refusal
from bot.transports.matrix.encryption.crosssigning.signing import decode, encode
from bot.transports.matrix.homeserver.json_values import Json, found

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
_HALF = 32
_IV_LENGTH = 16
_ZEROS = bytes(32)


class SecretUnreadable(Refusal):
    """The bot's identity, as kept by its Matrix account, is damaged: make a new identity."""


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
