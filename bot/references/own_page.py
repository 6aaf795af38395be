"""References of members' own pages that several files use."""

from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CommandRef,
    Context,
    Contributions,
    Replace,
)

own_page_command: CommandRef[..., Any] = CommandRef("mypage", "mapage")
open_on_page: ButtonRef[[str, int], Answer] = ButtonRef("page_of")
"""Gives the link to a thing on the reader's own page: the button that shows it, and its id."""
end_own_links: ButtonRef[[], Replace] = ButtonRef("mypage_end")
own_page_parts: Contributions[Context, [], list[Card]] = Contributions("own page parts")
"""Cards that the first tab of a member's page shows whole."""
