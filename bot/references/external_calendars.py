"""What others may name of the external calendars."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, DownloadRef

press_feed: ButtonRef[[int], Answer] = ButtonRef("feed")
press_feed_changes: ButtonRef[[], Card] = ButtonRef("feed_changes")
press_feed_first: ButtonRef[[int], Card] = ButtonRef("feed_first")
press_feeds: ButtonRef[[], Answer] = ButtonRef("feeds")
feed_download: DownloadRef[..., Any] = DownloadRef("feed")
