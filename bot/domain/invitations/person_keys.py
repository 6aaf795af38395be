"""Keys for recognising people on a list: hashes, so that no address is kept."""

import re
from hashlib import blake2b

from bot.domain.words import fold

WORD = re.compile(r"\w+")


def email_key(email: str) -> int:
    """Key for comparing e-mail addresses."""
    return _key("e", email.strip().casefold())


def place_key(name: str, place: str) -> int:
    """Key for comparing people by name and place, in any order of the names."""
    words = sorted(WORD.findall(fold(name)))
    return _key("p", " ".join(words), fold(place))


def _key(*parts: str) -> int:
    digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
