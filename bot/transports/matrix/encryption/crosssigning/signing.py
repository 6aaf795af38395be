"""Signed JSON, as the appendices of the Matrix specification have it ("Signing JSON").

A thing is signed as canonical JSON (keys sorted, no blanks, UTF-8) without its `signatures` and
its `unsigned` part; signatures and keys are unpadded base64.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.transports.matrix.homeserver.json_values import Json, found

_NOT_SIGNED = ("signatures", "unsigned")


def canonical(thing: Mapping[str, object]) -> bytes:
    """The bytes that a thing is signed as."""
    bare = {key: value for key, value in thing.items() if key not in _NOT_SIGNED}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


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


def encode(raw: bytes) -> str:
    """Unpadded base64."""
    return b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Base64, padded or not: the specification asks to read both. Raises `ValueError`."""
    bare = text.rstrip("=")
    return b64decode(bare + "=" * (-len(bare) % 4), validate=True)
