"""Tables and repositories of digest."""

from storage.digest.digests import Digest, Digests
from storage.digest.news import Byline, News, NewsItems, NewsState

__all__ = [
    "Byline",
    "Digest",
    "Digests",
    "News",
    "NewsItems",
    "NewsState",
]
