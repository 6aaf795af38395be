"""Web feeds: followed by the gardeners, their news proposed to them."""

from handlers.feeds.readings import read_due_feeds

__all__ = ["read_due_feeds"]
