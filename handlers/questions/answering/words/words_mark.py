"""A mark of words on a button: it acts on what was shown with it, and on nothing written since."""

from zlib import crc32

_MOST = 1_000_000_000  # a number that is read has nine digits at most


def words_mark(words: str) -> int:
    """A number that other words do not have."""
    return crc32(words.encode("utf-8", "replace")) % _MOST
