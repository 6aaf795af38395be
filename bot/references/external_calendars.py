"""References of external calendars that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, DownloadRef, RevisedRef

calendar_change_thing: RevisedRef = RevisedRef("calendar_change")
"""A calendar's change to an announced event, by the id of its entry."""
open_external_calendar: ButtonRef[[int], Answer] = ButtonRef("feed_show")
show_calendar_changes: ButtonRef[[], Card] = ButtonRef("feed_changes")
show_calendar_proposals: ButtonRef[[int], Card] = ButtonRef("feed_first")
list_external_calendars: ButtonRef[[], Answer] = ButtonRef("feeds")
calendar_download: DownloadRef[..., Any] = DownloadRef("feed")
