"""References of outcomes that several files use."""

from bot.core import Answer, ButtonRef, Card, CardRef, Replace, RevisedRef

report_thing: RevisedRef = RevisedRef("report")
"""The report on an event, by the event's id."""
poll_report_thing: RevisedRef = RevisedRef("poll_report")
"""The report on a poll, by the poll's id."""
give_feedback: ButtonRef[[int, str], Answer] = ButtonRef("feedback")
ask_feedback: ButtonRef[[int], Card] = ButtonRef("feedback_ask")
mark_step_done: ButtonRef[[int], Replace] = ButtonRef("next_done")
mark_step_dropped: ButtonRef[[int], Replace] = ButtonRef("next_drop")
postpone_step: ButtonRef[[int], Answer] = ButtonRef("next_later")
close_outcome: ButtonRef[[int], Replace] = ButtonRef("outcome_close")
add_outcome_photo: ButtonRef[[int], Answer] = ButtonRef("outcome_photo")
ask_outcome_part: ButtonRef[[int, str], Answer] = ButtonRef("outcome_part")
publish_outcome: ButtonRef[[int], Replace] = ButtonRef("outcome_publish")
tell_outcome: ButtonRef[[int], Answer] = ButtonRef("outcome_tell")
outcome_card: CardRef[Card] = CardRef("outcome")
tell_poll_outcome: ButtonRef[[int], Answer] = ButtonRef("poll_outcome_tell")
change_poll_outcome: ButtonRef[[int], Answer] = ButtonRef("poll_outcome_change")
publish_poll_outcome: ButtonRef[[int], Replace] = ButtonRef("poll_outcome_publish")
close_poll_outcome: ButtonRef[[int], Replace] = ButtonRef("poll_outcome_close")
settle_poll_outcome: ButtonRef[[int, str], Replace] = ButtonRef("poll_outcome_settle")
postpone_poll_outcome: ButtonRef[[int], Answer] = ButtonRef("poll_outcome_later")
poll_outcome_card: CardRef[Card] = CardRef("poll_outcome")
