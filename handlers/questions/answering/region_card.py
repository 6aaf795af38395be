"""The card of a question on the Region's side, and in the room of the gardener it is for."""

from bot.core import Button, Buttons, Card, Context, JobContext, Line, Quote, Router, text
from bot.domain.questions.question import CLOSED, LONGEST_REASON, Question, QuestionState
from bot.domain.questions.steps import is_under_way
from bot.domain.roles import Post, Role, Seat
from bot.references.questions import (
    agent_question_card,
    answer_command,
    ask_for_answer,
    ask_for_contact,
    ask_for_private_answer,
    ask_for_private_reason,
    ask_for_progress,
    ask_for_reason,
    change_due_day,
    copy_history,
    look_at_question,
    private_question_card,
    publish_draft,
    read_draft,
    region_question_card,
    take_shown_question,
)
from handlers.questions.answering import acts
from handlers.questions.answering.lookup.question_lookup import region_question
from handlers.questions.answering.words.question_words import (
    LONGEST_EARLIER,
    contact_row,
    fact_line,
    question_title,
    small_print,
    state_lines,
)
from handlers.questions.lone_readers import is_answerable
from storage.questions import Questions

router = Router()

_LONGEST_CARD = 3000
"""A longer card may be cut: Telegram shows 4096 units of a message that is edited."""


@router.card(region_question_card)
def draw_region_card(ctx: JobContext, question_id: int) -> Card:
    """A question for the Region's gardener, who publishes and declines."""
    return _region_card(ctx, question_id, decides=True)


@router.card(agent_question_card)
def draw_agent_card(ctx: JobContext, question_id: int) -> Card:
    """A question for an agent, who takes, drafts and passes on."""
    return _region_card(ctx, question_id, decides=False)


@router.card(private_question_card)
def draw_private_card(ctx: JobContext, question_id: int) -> Card:
    """A question for one gardener alone."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent:
        return _gone_card(question_id)
    lines = _lines(ctx, question)
    if not is_under_way(question) or not is_answerable(ctx, question):
        number = small_print(question, text("for you alone"))
        return Card(question_title(ctx, question), (*lines, number))
    how = text("Only you read it. To answer, reply to this message.")
    answer = ask_for_private_answer.button(text("Write an answer"), question.id)
    decline = ask_for_private_reason.button(text("Decline"), question.id)
    number = small_print(question, text("for you alone"))
    return Card(question_title(ctx, question), (*lines, how, number), ((answer, decline),))


@router.button(look_at_question, who=Role.GARDENER, agents=True, trace=acts.LOOK_AT_A_QUESTION)
def show_question(ctx: Context, question_id: int) -> Card:
    """Show a question with what this person may do about it."""
    question = region_question(ctx, question_id)
    if Seat.REGION not in ctx.seats and Post.AGENT not in ctx.posts:
        return Card(question_title(ctx, question), tuple(_lines(ctx, question)))
    return _region_card(ctx, question.id, decides=Seat.REGION in ctx.seats)


def _region_card(ctx: JobContext, question_id: int, *, decides: bool) -> Card:
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent or question.is_private:
        return _gone_card(question_id)
    how = text("in writing: {answer} then your answer", answer=answer_command.typed(question.id))
    number = small_print(question, how) if is_under_way(question) else small_print(question, _OVER)
    rows = _rows(question, decides=decides)
    return Card(question_title(ctx, question), (*_lines(ctx, question), number), rows)


_OVER = text("settled")


def _lines(ctx: JobContext, question: Question) -> list[Line]:
    return [
        Quote(question.words),
        fact_line(ctx, question),
        "",
        *state_lines(ctx, question),
    ]


def _gone_card(question_id: int) -> Card:
    title = text("💬 Question {number}", number=question_id)
    return Card(title, (text("Withdrawn by the person who asked it."),))


def _rows(question: Question, *, decides: bool) -> Buttons:
    """Buttons of the next actions, the likeliest first."""
    key = question.id
    if question.state in CLOSED:
        more = ask_for_progress.button(text("Tell what followed"), key)
        return ((more,),) if decides else ()
    if not is_under_way(question):
        return ()
    transfer = ask_for_contact.button(text("Pass on to…"), key)
    last = (transfer, ask_for_reason.button(text("Decline"), key)) if decides else (transfer,)
    return (*_first_rows(question, decides=decides), last)


def _first_rows(question: Question, *, decides: bool) -> Buttons:
    key = question.id
    answer = ask_for_answer.button(text("Write an answer"), key)
    other_day = change_due_day.button(text("Another day"), key)
    match question.state:
        case QuestionState.OPEN:
            return ((take_shown_question.button(text("I take the question"), key), answer),)
        case QuestionState.TAKEN:
            return ((answer, other_day),)
        case QuestionState.DRAFTED:
            change = ask_for_answer.button(text("Change the draft"), key)
            return (*_publish_row(question, decides=decides), (change, other_day))
        case _:
            copied = copy_history.button(text("Text to copy"), key)
            return (contact_row(question), (answer, copied))


def _publish_row(question: Question, *, decides: bool) -> tuple[tuple[Button, ...], ...]:
    """The button that publishes the draft; one that the card does not show whole is read first."""
    shown = len(question.words) + len(question.draft) + LONGEST_REASON + LONGEST_EARLIER
    if shown > _LONGEST_CARD:
        return ((read_draft.button(text("Read the draft"), question.id),),)
    if not decides:
        return ()
    return ((publish_draft.button(text("Publish the answer"), question.id),),)
