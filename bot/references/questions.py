"""References of questions that several files use."""

from typing import Any

from bot.core import (
    Act,
    Answer,
    Button,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    Context,
    Contributions,
    FormRef,
    JobContext,
    JobRef,
    Replace,
    RevisedRef,
    Toast,
    text,
)
from bot.domain.questions.question import Question

LOOK = Act(text("{who} looked at a question"), text("look at a question"))

question_command: CommandRef[..., Any] = CommandRef("ask", "question")
new_question_form: FormRef[..., Any] = FormRef("question_new")
search_questions: FormRef[..., Any] = FormRef("question_search")
new_words_form: FormRef[..., Any] = FormRef("question_words")
send_question: ButtonRef[[int, int], Answer] = ButtonRef("question_send")
send_question_to_one: ButtonRef[[int, int], Answer] = ButtonRef("question_send_to")
ask_kept_words: ButtonRef[[int], Answer] = ButtonRef("question_said")
show_own_question: ButtonRef[[int], Card] = ButtonRef("question_own")
show_question: ButtonRef[[int], Card] = ButtonRef("question")
ask_others: ButtonRef[[int], Replace] = ButtonRef("question_elsewhere")
"""For a question whose only reader left."""
join_question: ButtonRef[[int], Answer] = ButtonRef("question_join")
unjoin_question: ButtonRef[[int], Toast] = ButtonRef("question_unjoin")
let_question_through: ButtonRef[[int], Toast] = ButtonRef("question_show")
keep_question_back: ButtonRef[[int], Toast] = ButtonRef("question_keep_back")
credit_asker: ButtonRef[[int], Card] = ButtonRef("question_credit")
uncredit_asker: ButtonRef[[int], Replace] = ButtonRef("question_uncredit")
question_card: CardRef[Card] = CardRef("question")
"""For all members, once it was let through."""
ask_open_data: ButtonRef[[int], Card] = ButtonRef("question_open_ask")
end_open_data: ButtonRef[[int], Card] = ButtonRef("question_open_end")
own_question_card: CardRef[Card] = CardRef("own_question")
"""For its asker, in their direct room."""
question_request_card: CardRef[Card] = CardRef("question_request")
"""For the gardeners, who let it through to the other members."""
sent_questions: Contributions[Context, [Question], None] = Contributions("sent questions")
"""Further effects of sending a question, also of one for one gardener alone."""
answers_given: Contributions[Context, [Question], None] = Contributions("answers given")
"""Further effects of an answer, after the people who wait for it were told."""
progress_buttons: Contributions[JobContext, [Question], Button | None] = Contributions(
    "progress buttons"
)
"""Buttons for askers below later progress on their question."""

region_question_card: CardRef[Card] = CardRef("region_question")
agent_question_card: CardRef[Card] = CardRef("agent_question")
private_question_card: CardRef[Card] = CardRef("private_question")
take_shown_question: ButtonRef[[int], Answer] = ButtonRef("question_take")
change_due_day: ButtonRef[[int], Answer] = ButtonRef("question_due")
ask_for_answer: ButtonRef[[int], Answer] = ButtonRef("question_answer")
question_thing: RevisedRef = RevisedRef("question")
publish_draft: ButtonRef[[int], Answer] = ButtonRef("question_publish")
read_draft: ButtonRef[[int], Card] = ButtonRef("question_draft")
ask_for_contact: ButtonRef[[int], Answer] = ButtonRef("question_transfer")
copy_history: ButtonRef[[int], Answer] = ButtonRef("question_copy")
note_contact_reacted: ButtonRef[[int], Answer] = ButtonRef("question_reacted")
note_contact_silent: ButtonRef[[int, int], Answer] = ButtonRef("question_silent")
ask_for_reason: ButtonRef[[int], Answer] = ButtonRef("question_decline")
ask_for_progress: ButtonRef[[int], Answer] = ButtonRef("question_more")
look_at_question: ButtonRef[[int], Answer] = ButtonRef("question_look")
ask_for_private_answer: ButtonRef[[int], Answer] = ButtonRef("question_private_answer")
ask_for_private_reason: ButtonRef[[int], Answer] = ButtonRef("question_private_decline")
rate_answer: ButtonRef[[int, int, int], Answer] = ButtonRef("question_rate")
take_command: CommandRef[..., Any] = CommandRef("take", "prendre")
answer_command: CommandRef[..., Any] = CommandRef("answer", "repondre")
transfer_command: CommandRef[..., Any] = CommandRef("transfer", "transmettre")
decline_command: CommandRef[..., Any] = CommandRef("refuse", "decliner")
answer_form: FormRef[..., Any] = FormRef("question_answer_words")
due_day_form: FormRef[..., Any] = FormRef("question_due_day")
question_day_job: JobRef[..., Any] = JobRef("question_day")
