"""References of questions that several files use."""

from typing import Any

from bot.core import (
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
    Replace,
    Toast,
)
from bot.domain.questions.question import Question

question_command: CommandRef[..., Any] = CommandRef("ask", "question")
new_question_form: FormRef[..., Any] = FormRef("question_new")
search_questions: FormRef[..., Any] = FormRef("question_search")
new_words_form: FormRef[..., Any] = FormRef("question_words")
send_question: ButtonRef[[int, int], Answer] = ButtonRef("question_send")
send_question_to_one: ButtonRef[[int, int], Answer] = ButtonRef("question_send_to")
ask_kept_words: ButtonRef[[int], Answer] = ButtonRef("question_said")
show_own_question: ButtonRef[[int], Card] = ButtonRef("question_own")
show_question: ButtonRef[[int], Card] = ButtonRef("question")
join_question: ButtonRef[[int], Answer] = ButtonRef("question_join")
unjoin_question: ButtonRef[[int], Toast] = ButtonRef("question_unjoin")
let_question_through: ButtonRef[[int], Toast] = ButtonRef("question_show")
keep_question_back: ButtonRef[[int], Toast] = ButtonRef("question_keep_back")
credit_asker: ButtonRef[[int], Card] = ButtonRef("question_credit")
uncredit_asker: ButtonRef[[int], Replace] = ButtonRef("question_uncredit")
question_card: CardRef[Card] = CardRef("question")
"""For all members, once it was let through."""
own_question_card: CardRef[Card] = CardRef("own_question")
"""For its asker, in their direct room."""
question_request_card: CardRef[Card] = CardRef("question_request")
"""For the gardeners, who let it through to the other members."""
sent_questions: Contributions[Context, [Question], None] = Contributions("sent questions")
"""What else happens with a question that was just sent, also with one for one gardener alone."""
shown_questions: Contributions[Context, [Question], None] = Contributions("shown questions")
"""What else happens when a gardener lets one through to the other members, or takes that back."""
progress_buttons: Contributions[JobContext, [Question], Button | None] = Contributions(
    "progress buttons"
)
"""What those who asked can do about what followed their question."""
