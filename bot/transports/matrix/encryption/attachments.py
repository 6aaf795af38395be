"""Files of encrypted rooms, encrypted apart from their message: "Sending encrypted attachments"."""

from nio.crypto import attachments
from nio.exceptions import EncryptionError

from bot.transports.matrix.homeserver import Json


class DoesNotOpen(ValueError):
    """These keys are not the file's, or it was changed on the way."""


def encrypt_attachment(raw: bytes) -> tuple[bytes, Json]:
    """The encrypted bytes, and the keys that the message holds."""
    ciphertext, keys = attachments.encrypt_attachment(raw)
    return ciphertext, keys


def decrypt_attachment(raw: bytes, key: str, digest: str, iv: str) -> bytes:
    """The clear bytes; raises `DoesNotOpen`."""
    try:
        clear: bytes = attachments.decrypt_attachment(raw, key, digest, iv)
    except (EncryptionError, ValueError):
        raise DoesNotOpen from None
    return clear
