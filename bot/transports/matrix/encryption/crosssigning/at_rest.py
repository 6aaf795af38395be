"""The identity in a file, encrypted: the file alone is worth nothing.

The file is a head, a salt, a nonce, and the three seeds under AES-256-GCM; the key comes, by
HKDF-SHA-256 and the salt, from the content of the pickle key file.
"""

import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.domain.refusals import Refusal
from bot.transports.matrix.encryption.crosssigning.keys import SEED_LENGTH, Identity, Usage

_HEAD = b"Terreau's Matrix identity, 1\n"
_SALT_LENGTH = 32
_NONCE_LENGTH = 12
_SEEDS_LENGTH = len(Usage) * SEED_LENGTH
_LEAST_KEY_LENGTH = 16


class IdentityUnreadable(Refusal):
    """{file} is damaged, or was written with another key than the one in pickle_key_file.

    Put the right file back from a backup, or restore the identity with its recovery key.
    """


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

    def write(self, identity: Identity) -> None:
        """Keep an identity in the place of the one before, whole or not at all."""
        salt, nonce = secrets.token_bytes(_SALT_LENGTH), secrets.token_bytes(_NONCE_LENGTH)
        seeds = b"".join(identity.seed(usage) for usage in Usage)
        _put(self.path, _HEAD + salt + nonce + self._cipher(salt).encrypt(nonce, seeds, _HEAD))

    def _cipher(self, salt: bytes) -> AESGCM:
        derived = HKDF(SHA256(), length=32, salt=salt, info=_HEAD).derive(self.key)
        return AESGCM(derived)


def _put(path: Path, content: bytes) -> None:
    """Write beside, for the owner's eyes only, and let it take its place once it is on disk."""
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
