"""References of members' own pages that several files use."""

from dataclasses import replace
from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Buttons,
    Card,
    CommandRef,
    Context,
    Contributions,
    JobContext,
    Replace,
    text,
)

own_page_command: CommandRef[..., Any] = CommandRef("mypage", "mapage")
open_on_page: ButtonRef[[str, int], Answer] = ButtonRef("page_of")
"""Gives the link to a thing on the reader's own page: the button that shows it, and its id."""
end_own_links: ButtonRef[[], Replace] = ButtonRef("mypage_end")
own_page_parts: Contributions[Context, [], list[Card]] = Contributions("own page parts")
"""Cards that the first tab of a member's page shows whole."""


def own_page_row(ctx: JobContext, shows: ButtonRef[[int], Any], thing_id: int) -> Buttons:
    """The row of a card in a room that leads to each reader's own page, by their direct room."""
    if not ctx.contact.public_url:
        return ()
    return ((replace(open_on_page.button(text("Open"), shows.name, thing_id), private=True),),)
