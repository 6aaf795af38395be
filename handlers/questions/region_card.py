"""The card of a question for the Region or one gardener, and the to-do lines of questions."""

from bot.core import (
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Quote,
    Router,
    Text,
    Todo,
    text,
)
from bot.domain.questions.question import (
    CLOSED,
    LONGEST_REASON,
    UNANSWERED,
    Question,
    QuestionState,
)
from bot.domain.questions.steps import Lateness, is_silent, is_under_way, lateness
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
from handlers.questions import acts
from handlers.questions.region_lookup import region_question
from handlers.questions.words import (
    LONGEST_EARLIER,
    contact_row,
    fact_line,
    is_answerable,
    short_words,
    small_print,
    state_lines,
    title_with_asker,
)
from storage.questions import QuestionFilter, Questions

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
        return Card(title_with_asker(ctx, question), (*lines, number))
    how = text("Only you read it. To answer, reply to this message.")
    answer = ask_for_private_answer.button(text("Write an answer"), question.id)
    decline = ask_for_private_reason.button(text("Decline"), question.id)
    number = small_print(question, text("for you alone"))
    return Card(title_with_asker(ctx, question), (*lines, how, number), ((answer, decline),))


@router.button(look_at_question, who=Role.GARDENER, agents=True, trace=acts.LOOK_AT_A_QUESTION)
def show_question(ctx: Context, question_id: int) -> Card:
    """Show a question with what this person may do about it."""
    question = region_question(ctx, question_id)
    if Seat.REGION not in ctx.seats and Post.AGENT not in ctx.posts:
        return Card(title_with_asker(ctx, question), tuple(_lines(ctx, question)))
    return _region_card(ctx, question.id, decides=Seat.REGION in ctx.seats)


def _region_card(ctx: JobContext, question_id: int, *, decides: bool) -> Card:
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent or question.is_private:
        return _gone_card(question_id)
    how = text("in writing: {answer} then your answer", answer=answer_command.typed(question.id))
    number = small_print(question, how) if is_under_way(question) else small_print(question, _OVER)
    rows = _rows(question, decides=decides)
    return Card(title_with_asker(ctx, question), (*_lines(ctx, question), number), rows)


_OVER = text("settled")


def _lines(ctx: JobContext, question: Question) -> list[Line]:
    return [Quote(question.words), fact_line(ctx, question), "", *state_lines(ctx, question)]


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


@router.todo
def questions_of_region(ctx: Context) -> list[Todo]:
    """To-do lines of the Region's gardener; questions late for long are on both lists."""
    seats = ctx.seats
    if not seats:
        return []
    waiting = ctx.store[Questions].listed(ctx.community.id, QuestionFilter(states=UNANSWERED))
    found = [_todo(ctx, each, is_region=Seat.REGION in seats) for each in reversed(waiting)]
    return [each for each in found if each is not None]


@router.todo
def questions_for_me(ctx: Context) -> list[Todo]:
    """Questions for this gardener alone."""
    which = QuestionFilter(states=UNANSWERED, private=True, gardener_id=ctx.member.id)
    return [
        Todo(
            text("Question {number}, for you alone: “{words}”", **_values(each)),
            (
                ask_for_private_answer.button(text("Write an answer"), each.id),
                ask_for_private_reason.button(text("Decline"), each.id),
            ),
        )
        for each in reversed(ctx.store[Questions].listed(ctx.community.id, which))
    ]


def _todo(ctx: Context, question: Question, *, is_region: bool) -> Todo | None:
    late = lateness(question, ctx.today, ctx.zone)
    line = _line(question, late) if is_region or late is Lateness.PAIR else None
    if line is None:
        return None
    return Todo(line, _buttons(question, late, is_region=is_region))


def _buttons(question: Question, late: Lateness, *, is_region: bool) -> tuple[Button, ...]:
    look = look_at_question.button(
        text("Look at question {number}", number=question.id), question.id
    )
    asks_about_contact = question.state is QuestionState.TRANSFERRED and late is not Lateness.NONE
    if is_region and asks_about_contact:
        return (*contact_row(question), look)
    return (look,)


def _line(question: Question, late: Lateness) -> Text | None:
    values = _values(question)
    if is_silent(question):
        return text("{contact} has not reacted twice to question {number}: “{words}”", **values)
    if late is Lateness.NONE:
        if question.draft:
            return text("A draft answers question {number}: “{words}”", **values)
        return None
    match question.state:
        case QuestionState.TRANSFERRED:
            return text("Did {contact} react to question {number}? “{words}”", **values)
        case QuestionState.OPEN if question.reopened_count:
            return text("Question {number} was reopened: “{words}”", **values)
        case QuestionState.OPEN:
            return text("Nobody has taken question {number}: “{words}”", **values)
        case _:
            return text("The answer to question {number} is late: “{words}”", **values)


def _values(question: Question) -> dict[str, object]:
    return {"number": question.id, "words": short_words(question), "contact": question.contact}
