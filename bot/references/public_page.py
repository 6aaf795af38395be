"""References of the public page that several files use."""

from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CommandRef,
    HtmlPage,
    Page,
    PageRef,
    Replace,
)

public_page_command: CommandRef[..., Any] = CommandRef("webpage", "page")
look_at_part: ButtonRef[[str], Replace] = ButtonRef("webpage_part")
ask_for_part: ButtonRef[[str], Replace] = ButtonRef("webpage_ask")
approve_part: ButtonRef[[int], Replace] = ButtonRef("webpage_approve")
refuse_part: ButtonRef[[int], Replace] = ButtonRef("webpage_refuse")
take_part_off: ButtonRef[[str], Replace] = ButtonRef("webpage_off")
show_own_things: ButtonRef[[], Card] = ButtonRef("webpage_mine")
ask_about_web: ButtonRef[[str, int], Card] = ButtonRef("webpage_about")
"""A kind of thing, and the id of one that the sender may show or withdraw."""
agree_to_web: ButtonRef[[str, int, int], Answer] = ButtonRef("webpage_yes")
refuse_web: ButtonRef[[str, int], Replace] = ButtonRef("webpage_no")
community_page: PageRef[[str], HtmlPage] = PageRef("/c/{slug}")
join_page: PageRef[[str], HtmlPage] = PageRef("/c/{slug}/join")
feed_page: PageRef[[str], Page] = PageRef("/c/{slug}/feed.atom")
