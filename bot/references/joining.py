"""What others may name of the joining."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef, Replace, Text

press_decline: ButtonRef[[], Replace] = ButtonRef("decline")
press_join: ButtonRef[[int, str], Answer] = ButtonRef("join")
welcome_card: CardRef[Card | Text] = CardRef("welcome")
start_command: CommandRef[..., Any] = CommandRef("start", "start")
