"""Short names of words that are too long for a button, to find them again among those offered."""

from base64 import b32encode
from hashlib import sha256

_BYTES = 10


def short_name(words: str) -> str:
    """Sixteen small letters and digits that name these words, and no others that could be found.

    They are 80 bits of a SHA-256. They only find the words again: whether something editable is as
    it was shown is told by its revision.
    """
    return b32encode(sha256(words.encode()).digest()[:_BYTES]).decode().lower()
