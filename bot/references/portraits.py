"""References of portraits that several files use."""

from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    FormRef,
    Message,
    Replace,
    RevisedRef,
)

portrait_command: CommandRef[..., Any] = CommandRef("portrait", "portrait")
ask_for_portrait: CommandRef[..., Any] = CommandRef("portrait of", "portrait de")
portrait_questions_command: CommandRef[..., Any] = CommandRef(
    "portrait questions", "portrait questions"
)
portrait_thing: RevisedRef = RevisedRef("portrait")
"""A portrait with its answers, its photo and the person's name, as it will look."""
open_portrait: ButtonRef[[int], Answer] = ButtonRef("portrait_open")
"""Goes on with the questions of one's own portrait."""
decline_portrait: ButtonRef[[int], Replace] = ButtonRef("portrait_no")
show_own_portrait: ButtonRef[[int], Answer] = ButtonRef("portrait_own")
read_portrait: ButtonRef[[int], Answer] = ButtonRef("portrait_read")
look_at_portrait: ButtonRef[[int], Answer] = ButtonRef("portrait_look")
type_in_voice: ButtonRef[[int], Answer] = ButtonRef("portrait_voice")
answer_form: FormRef[..., Any] = FormRef("portrait_answer")
portrait_photo_form: FormRef[..., Any] = FormRef("portrait_photo")
portrait_card: CardRef[Card] = CardRef("portrait")
portrait_photo_card: CardRef[Message] = CardRef("portrait_photo")
