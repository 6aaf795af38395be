"""References of web feeds that several files use."""

from typing import Any

from bot.core import ButtonRef, Card, DownloadRef, Replace, RevisedRef

feed_item_thing: RevisedRef = RevisedRef("web_feed_item")
open_web_feed: ButtonRef[[int], Replace] = ButtonRef("webfeed")
list_web_feeds: ButtonRef[[], Replace] = ButtonRef("webfeeds")
follow_web_feed: ButtonRef[[int], Replace] = ButtonRef("webfeed_follow")
drop_web_feed: ButtonRef[[int], Replace] = ButtonRef("webfeed_drop")
look_at_web_feed: ButtonRef[[int], Replace] = ButtonRef("webfeed_look")
show_feed_proposals: ButtonRef[[int], Card] = ButtonRef("webfeed_first")
show_feed_item: ButtonRef[[int], Replace] = ButtonRef("webfeed_item")
keep_feed_item: ButtonRef[[int], Replace] = ButtonRef("webfeed_keep")
ask_feed_publication: ButtonRef[[int], Replace] = ButtonRef("webfeed_ask")
publish_neutral_feed_item: ButtonRef[[int], Replace] = ButtonRef("webfeed_neutral")
ignore_feed_item: ButtonRef[[int], Replace] = ButtonRef("webfeed_ignore")
ignore_feed_items: ButtonRef[[int, int], Replace] = ButtonRef("webfeed_none")
web_feed_download: DownloadRef[..., Any] = DownloadRef("webfeed")
