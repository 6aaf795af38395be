"""What others may name of the digest."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef

press_digest_approve: ButtonRef[[int, int], Answer] = ButtonRef("digest_approve")
press_digest_correct: ButtonRef[[], Answer] = ButtonRef("digest_correct")
press_news_keep: ButtonRef[[int], Answer] = ButtonRef("news_keep")
digest_card: CardRef[Card] = CardRef("digest")
digest_mailed_card: CardRef[Card] = CardRef("digest_mailed")
news_card: CardRef[Card] = CardRef("news")
digest_command: CommandRef[..., Any] = CommandRef("digest", "lettre")
digest_schedule_command: CommandRef[..., Any] = CommandRef("digest schedule", "lettre programme")
news_command: CommandRef[..., Any] = CommandRef("news", "actu")
