"""Tables and repositories of digest."""

from storage.digest.digests import Digests
from storage.digest.letter_items import (
    PICTURE,
    Digest,
    FrozenItem,
    LetterItems,
    LinkChecks,
    read_parts,
    stored_parts,
)
from storage.digest.letter_readers import (
    EarlierItem,
    EarlierItems,
    LetterFigures,
    LetterReaders,
    ReaderRow,
)
from storage.digest.news import Byline, News, NewsItems, NewsProgress, NewsState

__all__ = [
    "PICTURE",
    "Byline",
    "Digest",
    "Digests",
    "EarlierItem",
    "EarlierItems",
    "FrozenItem",
    "LetterFigures",
    "LetterItems",
    "LetterReaders",
    "LinkChecks",
    "News",
    "NewsItems",
    "NewsProgress",
    "NewsState",
    "ReaderRow",
    "read_parts",
    "stored_parts",
]
