"""References of joining that several files use."""

from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    Context,
    Contributions,
    Replace,
    Text,
)

decline_joining: ButtonRef[[], Replace] = ButtonRef("decline")
accept_joining: ButtonRef[[int, str], Answer] = ButtonRef("join")
welcome_card: CardRef[Card | Text] = CardRef("welcome")
start_command: CommandRef[..., Any] = CommandRef("start", "start")
next_offers: Contributions[Context, [], Card | None] = Contributions("next offers")
"""Offers to a new member; the first one is made."""
first_cards: Contributions[Context, [], Card | None] = Contributions("first cards")
"""Cards of their own that follow the welcome of a new member."""
