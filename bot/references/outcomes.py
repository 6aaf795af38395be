"""What others may name of the outcomes."""

from bot.core import Answer, ButtonRef, Card, CardRef, Replace

press_feedback: ButtonRef[[int, str], Answer] = ButtonRef("feedback")
press_feedback_ask: ButtonRef[[int], Card] = ButtonRef("feedback_ask")
press_next_done: ButtonRef[[int], Replace] = ButtonRef("next_done")
press_next_drop: ButtonRef[[int], Replace] = ButtonRef("next_drop")
press_next_later: ButtonRef[[int], Answer] = ButtonRef("next_later")
press_outcome_close: ButtonRef[[int], Replace] = ButtonRef("outcome_close")
press_outcome_photo: ButtonRef[[int], Answer] = ButtonRef("outcome_photo")
press_outcome_tell: ButtonRef[[int], Answer] = ButtonRef("outcome_tell")
outcome_card: CardRef[Card] = CardRef("outcome")
