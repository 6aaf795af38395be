"""References of digest that several files use."""

from typing import Any

from bot.core import Answer, ButtonRef, Card, CardRef, CommandRef, FormRef

approve_shown_digest: ButtonRef[[int, int], Answer] = ButtonRef("digest_approve")
submit_shown_digest: ButtonRef[[int, int], Answer] = ButtonRef("digest_submit")
ask_digest_correction: ButtonRef[[], Answer] = ButtonRef("digest_correct")
put_into_digest: ButtonRef[[int], Answer] = ButtonRef("news_keep")
digest_card: CardRef[Card] = CardRef("digest")
digest_mailed_card: CardRef[Card] = CardRef("digest_mailed")
news_card: CardRef[Card] = CardRef("news")
digest_command: CommandRef[..., Any] = CommandRef("digest", "lettre")
digest_schedule_command: CommandRef[..., Any] = CommandRef("digest schedule", "lettre programme")
new_news_form: FormRef[..., Any] = FormRef("news_new")
news_command: CommandRef[..., Any] = CommandRef("news", "actu")
