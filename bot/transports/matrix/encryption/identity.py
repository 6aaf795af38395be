"""The bot's cross-signing identity: three Ed25519 keys, the JSON that they sign, and their file.

Matrix client-server specification, "Cross-signing": the master key stands for the account and
signs the two others; the self-signing key signs the account's own devices; the user-signing key
would sign other people's master keys, and every client expects it to be there.

Appendices, "Signing JSON": a thing is signed as canonical JSON (keys sorted, no blanks, UTF-8)
without its `signatures` and its `unsigned` part; signatures and keys are unpadded base64.

The file is a head, a salt, a nonce, and the three seeds under AES-256-GCM; the key comes, by
HKDF-SHA-256 and the salt, from the content of the pickle key file.
"""

import json
import os
import secrets
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.refusals import Refusal
from bot.transports.matrix.homeserver import Json, found

_NOT_SIGNED = ("signatures", "unsigned")
SEED_LENGTH = 32
_GROUP = 4
_HEAD = b"Terreau's Matrix identity, 1\n"
_SALT_LENGTH = 32
_NONCE_LENGTH = 12
_LEAST_KEY_LENGTH = 16


class IdentityUnreadable(Refusal):
    """{file} is damaged, or was written with another key than the one in pickle_key_file.

    Put the right file back from a backup, or restore the identity with its recovery key.
    """


class Usage(StrEnum):
    MASTER = "master"
    SELF_SIGNING = "self_signing"
    USER_SIGNING = "user_signing"


_SEEDS_LENGTH = len(Usage) * SEED_LENGTH


@dataclass(frozen=True, slots=True)
class Identity:
    """The seeds of the three keys. Their holder can pass for the bot: they are never shown."""

    master: bytes = field(repr=False)
    self_signing: bytes = field(repr=False)
    user_signing: bytes = field(repr=False)

    @classmethod
    def make(cls) -> Self:
        return cls(_new_seed(), _new_seed(), _new_seed())

    def seed(self, usage: Usage) -> bytes:
        seed: bytes = getattr(self, usage)
        return seed

    def public(self, usage: Usage = Usage.MASTER) -> str:
        """A public key in unpadded base64."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed(usage))
        return encode(key.public_key().public_bytes_raw())


@dataclass(frozen=True, slots=True)
class IdentityFile:
    """The file of the identity, and the content of the pickle key file."""

    path: Path
    key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key) < _LEAST_KEY_LENGTH:
            raise ValueError("the pickle key is too short to protect anything")

    def read(self) -> Identity | None:
        """The identity; None where none was kept yet. Raises `IdentityUnreadable`."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        salt_at, nonce_at = len(_HEAD), len(_HEAD) + _SALT_LENGTH
        sealed_at = nonce_at + _NONCE_LENGTH
        salt, nonce = content[salt_at:nonce_at], content[nonce_at:sealed_at]
        try:
            seeds = self._cipher(salt).decrypt(nonce, content[sealed_at:], content[:salt_at])
        except (InvalidTag, ValueError):
            raise IdentityUnreadable(file=str(self.path)) from None
        return Identity(
            *(seeds[at : at + SEED_LENGTH] for at in range(0, _SEEDS_LENGTH, SEED_LENGTH))
        )

    def make(self) -> Identity:
        """Make an identity, and keep it first: one that is lost at once would be in the way."""
        identity = Identity.make()
        self.write(identity)
        return identity

    def write(self, identity: Identity) -> None:
        """Keep an identity in the place of the one before, whole or not at all."""
        salt, nonce = secrets.token_bytes(_SALT_LENGTH), secrets.token_bytes(_NONCE_LENGTH)
        seeds = b"".join(identity.seed(usage) for usage in Usage)
        write_whole(
            self.path, _HEAD + salt + nonce + self._cipher(salt).encrypt(nonce, seeds, _HEAD)
        )

    def _cipher(self, salt: bytes) -> AESGCM:
        derived = HKDF(SHA256(), length=32, salt=salt, info=_HEAD).derive(self.key)
        return AESGCM(derived)


def public_keys(identity: Identity, user_id: str) -> Json:
    """The body of `POST /keys/device_signing/upload`: two of the keys are signed by the master."""
    public = {usage: identity.public(usage) for usage in Usage}
    master, *others = (
        {"user_id": user_id, "usage": [usage.value], "keys": {f"ed25519:{key}": key}}
        for usage, key in public.items()
    )
    return {
        "master_key": master,
        "self_signing_key": signed(others[0], user_id, identity.master),
        "user_signing_key": signed(others[1], user_id, identity.master),
    }


def fingerprint(public: str) -> str:
    """A public key in groups of four characters, as Element shows it for comparing."""
    return " ".join(public[at : at + _GROUP] for at in range(0, len(public), _GROUP))


def signed(thing: Json, user_id: str, seed: bytes) -> Json:
    """The thing with one signature, ours: others it may bear are theirs to send."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    signature = encode(key.sign(canonical(thing)))
    key_id = f"ed25519:{encode(key.public_key().public_bytes_raw())}"
    bare = {name: value for name, value in thing.items() if name not in _NOT_SIGNED}
    return {**bare, "signatures": {user_id: {key_id: signature}}}


def is_signed(thing: object, user_id: str, key_name: str, public: str) -> bool:
    """True if a thing bears a good signature of `user_id`, under `ed25519:key_name`."""
    signature = found(thing, "signatures", user_id, f"ed25519:{key_name}")
    if not isinstance(thing, dict) or not isinstance(signature, str):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(decode(public))
        key.verify(decode(signature), canonical(thing))
    except (InvalidSignature, ValueError):
        return False
    return True


def canonical(thing: Mapping[str, object]) -> bytes:
    """The bytes that a thing is signed as."""
    bare = {key: value for key, value in thing.items() if key not in _NOT_SIGNED}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def encode(raw: bytes) -> str:
    """Unpadded base64."""
    return b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Base64, padded or not: the specification asks to read both. Raises `ValueError`."""
    bare = text.rstrip("=")
    return b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def _new_seed() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file atomically once the new one, readable by its owner only, is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
