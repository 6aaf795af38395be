"""Checksums of what was shown: a button acts on that, and on nothing written since."""

from zlib import crc32

_BELOW = 10**9
"""A number that a button carries has at most nine digits."""


def shown_checksum(words: str) -> int:
    """Nine-digit checksum of the words shown with a button."""
    return crc32(words.encode("utf-8", "replace")) % _BELOW
