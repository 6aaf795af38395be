"""A question made of a message: `/question` in reply to it. Others are asked for theirs first."""

from bot.core import Act, Answer, Answered, Card, Context, Line, Replace, Router, Text, quoted, text
from bot.domain.questions.question import LONGEST_QUESTION, Naming, read_question
from bot.domain.rates import PROPOSALS, QUESTIONS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import question_command
from bot.vocabulary.publications import (
    REQUEST_WAITS,
    CannotAsk,
    MessageQuestionOver,
    answered_message_request,
    keep_message_request,
    message_author,
    request_room,
)
from handlers.questions.asking import QuestionDraft, file_question, prepared_card, readers_lines
from storage.inbound import OpenForm
from storage.members import Members

router = Router()

ASK_FOR_MESSAGE = Act(
    text("{who} asked somebody whether their message may be a question"),
    text("ask somebody whether their message may be a question"),
)
ANSWER_FOR_MESSAGE = Act(
    text("{who} said whether a message of theirs may be a question"),
    text("say whether a message of theirs may be a question"),
)

_FORM = "question of a message"
EXAMPLE_QUESTION = question_command.typed(
    ("When do bicycle grants open?", "Quand ouvre l'aide au vélo ?")
)


class LongMessage(Final):
    """That message is too long for a question, which has at most {most} characters.

    Write it in fewer words, for example: {example}.
    """


def make_question_of_message(ctx: Context, answered: Answered) -> Answer:
    """Prepare a question from the sender's own message; gardeners ask other authors first."""
    author = message_author(ctx, answered)
    is_own = author is not None and author.id == ctx.member.id
    try:
        return ctx.press((ask_own_message if is_own else request_message).name)
    except (CannotAsk, LongMessage) as refusal:
        return Text(refusal.sentence, refusal.values)


@router.button("question_own_message", who=Role.MEMBER)
def ask_own_message(ctx: Context) -> Card:
    """Preview the sender's own message as a question."""
    answered = ctx.incoming.answered or Answered()
    author = message_author(ctx, answered)
    if author is None or author.id != ctx.member.id:
        raise MessageQuestionOver
    _check_length(answered)
    return prepared_card(ctx, answered.words)


@router.button("question_of_message", who=Role.GARDENER, limit=PROPOSALS, trace=ASK_FOR_MESSAGE)
def request_message(ctx: Context) -> Text:
    """Ask the author of a message whether it may be a question to the Region."""
    answered = ctx.incoming.answered
    if answered is None:
        raise MessageQuestionOver
    author, room = request_room(ctx, answered, EXAMPLE_QUESTION)
    _check_length(answered)
    words = read_question(answered.words)
    mark = keep_message_request(ctx, _FORM, room, words)
    ctx.tell(author, _request_card(ctx, words, mark), until=ctx.now + REQUEST_WAITS)
    ctx.trace(about=author)
    return text(
        "{name} is asked in private. I will tell you the answer; without one, nothing of the "
        "message is kept after a day.",
        name=author.name,
    )


def _check_length(answered: Answered) -> None:
    if len(answered.words) > LONGEST_QUESTION:
        raise LongMessage(most=LONGEST_QUESTION, example=EXAMPLE_QUESTION)


def _request_card(ctx: Context, words: str, mark: int) -> Card:
    asked = text(
        "{name} would like to pass your message on to the Region, as a question of yours:",
        name=ctx.member.name,
    )
    note = text("Nothing is sent without your agreement. The answer comes to you.")
    lines: list[Line] = [*quoted(words), "", *readers_lines(ctx)[:2], note]
    rows = (
        (agree_to_ask.button(text("I agree, with my name"), mark, 1),),
        (agree_to_ask.button(text("I agree, without my name"), mark, 0),),
        (refuse_to_ask.button(text("No"), mark),),
    )
    return Card(asked, tuple(lines), rows)


@router.button(
    "question_agree",
    deliberate=True,
    tone="",
    who=Role.MEMBER,
    limit=QUESTIONS,
    trace=ANSWER_FOR_MESSAGE,
)
def agree_to_ask(ctx: Context, mark: int, named: int) -> Replace:
    """Ask the sender's message as a question, with or without their name."""
    request = answered_message_request(ctx, _FORM, mark)
    draft = QuestionDraft(request.answers["words"])
    confirmation = file_question(ctx, draft, Naming.NAMED if named else Naming.UNNAMED)
    agreed = text("{name} agrees: the question is sent to the Region.", name=ctx.member.name)
    _tell_requester(ctx, request, agreed)
    return confirmation


@router.button("question_disagree", who=Role.MEMBER, limit=QUESTIONS, trace=ANSWER_FOR_MESSAGE)
def refuse_to_ask(ctx: Context, mark: int) -> Replace:
    """Refuse that the sender's message becomes a question."""
    request = answered_message_request(ctx, _FORM, mark)
    refused = text(
        "{name} would rather not ask it as a question. Nothing of the message was kept.",
        name=ctx.member.name,
    )
    _tell_requester(ctx, request, refused)
    return Replace(text("Understood: nothing was sent, and nothing of your message was kept."))


def _tell_requester(ctx: Context, request: OpenForm, message: Text) -> None:
    asker = ctx.store[Members].get(request.answers["by"])
    if asker is not None:
        ctx.tell_in_person(asker, message)
