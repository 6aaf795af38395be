"""Three Ed25519 keys that make an identity, and how they are made public.

Matrix client-server specification, "Cross-signing": the master key stands for the account and
signs the two others; the self-signing key signs the account's own devices; the user-signing key
would sign other people's master keys, and every client expects it to be there.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.transports.matrix.encryption.crosssigning.signing import encode, signed
from bot.transports.matrix.homeserver.json_values import Json

SEED_LENGTH = 32
_GROUP = 4


class Usage(StrEnum):
    MASTER = "master"
    SELF_SIGNING = "self_signing"
    USER_SIGNING = "user_signing"


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
        match usage:
            case Usage.MASTER:
                return self.master
            case Usage.SELF_SIGNING:
                return self.self_signing
            case Usage.USER_SIGNING:
                return self.user_signing

    def public(self, usage: Usage = Usage.MASTER) -> str:
        """A public key in unpadded base64."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed(usage))
        return encode(key.public_key().public_bytes_raw())


def public_keys(identity: Identity, user_id: str) -> Json:
    """The body of `POST /keys/device_signing/upload`: two of the keys are signed by the master."""
    master, *others = (_public_key(identity, usage, user_id) for usage in Usage)
    return {
        "master_key": master,
        "self_signing_key": signed(others[0], user_id, identity.master),
        "user_signing_key": signed(others[1], user_id, identity.master),
    }


def fingerprint(public: str) -> str:
    """A public key in groups of four characters, as Element shows it for comparing."""
    return " ".join(public[at : at + _GROUP] for at in range(0, len(public), _GROUP))


def _public_key(identity: Identity, usage: Usage, user_id: str) -> Json:
    public = identity.public(usage)
    return {"user_id": user_id, "usage": [usage.value], "keys": {f"ed25519:{public}": public}}


def _new_seed() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()
