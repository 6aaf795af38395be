"""Tables and repositories of web feeds."""

from storage.feeds.web_feeds import WebFeed, WebFeedItem, WebFeeds

__all__ = [
    "WebFeed",
    "WebFeedItem",
    "WebFeeds",
]
