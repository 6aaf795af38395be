"""Tables and repositories of digest."""

from storage.digest.digest_table import Digest, read_parts, stored_parts
from storage.digest.digests import Digests
from storage.digest.earlier_items import EarlierItem, EarlierItems
from storage.digest.letter_items import PICTURE, FrozenItem, LetterItems
from storage.digest.letter_readers import LetterReaders, ReaderRow
from storage.digest.link_checks import LinkChecks
from storage.digest.news import NewsItems
from storage.digest.news_table import Byline, News, NewsState

__all__ = [
    "PICTURE",
    "Byline",
    "Digest",
    "Digests",
    "EarlierItem",
    "EarlierItems",
    "FrozenItem",
    "LetterItems",
    "LetterReaders",
    "LinkChecks",
    "News",
    "NewsItems",
    "NewsState",
    "ReaderRow",
    "read_parts",
    "stored_parts",
]
