"""A question in words that several cards use."""

from bot.core import JobContext, Line, Quote, Text, Words, ntext, text
from bot.domain.questions.question import Naming, Question, QuestionState
from bot.domain.questions.visibility import shows_name
from handlers.questions.lone_readers import is_answerable
from storage.members import Members
from storage.questions import QuestionJoins


def quoted(words: str) -> list[Line]:
    """Words of a person, line by line."""
    return [Quote(line) for line in words.split("\n") if line]


def question_title(question: Question) -> Text:
    """“Question 3”, with its sign."""
    return text("💬 Question {number}", number=question.id)


def asker_text(ctx: JobContext, question: Question) -> Words:
    """The signature of a question."""
    asker = None if question.asker_id is None else ctx.store[Members].get(question.asker_id)
    if asker is None or not shows_name(question):
        return text("A member, without their name")
    return asker.name


def joined_text(ctx: JobContext, question: Question) -> Text | None:
    """The number of others with the same question; None without any."""
    count = ctx.store[QuestionJoins].counts([question.id])[question.id]
    if not count:
        return None
    return ntext(
        "{count} other person has the same question.",
        "{count} other people have the same question.",
        count,
    )


def state_text(ctx: JobContext, question: Question) -> Text:
    """The state of a question, in one line."""
    match question.state:
        case QuestionState.TAKEN | QuestionState.DRAFTED:
            return _taken_text(ctx, question)
        case QuestionState.TRANSFERRED:
            return _transferred_text(question)
        case QuestionState.WITHDRAWN:
            return text("This question was withdrawn.")
        case _ if question.naming is Naming.ONLY:
            return _private_text(ctx, question)
        case QuestionState.ANSWERED:
            return text("✅ The Region answered.")
        case QuestionState.DECLINED:
            return text("The Region cannot answer it.")
        case _:
            return text("⏳ Waiting for the Region.")


def public_state_text(ctx: JobContext, question: Question) -> Text:
    """The state for others than the asker and the Region: without the contact."""
    if question.state is not QuestionState.TRANSFERRED:
        return state_text(ctx, question)
    if question.due_on is None:
        return text("⏳ The Region passed it on.")
    return text("⏳ The Region passed it on. News expected by {due}.", due=question.due_on)


def answer_lines(question: Question) -> list[Line]:
    """The answer, or why there is none."""
    if question.state is QuestionState.ANSWERED:
        return quoted(question.answer)
    if question.state is QuestionState.DECLINED:
        return quoted(question.reason)
    return []


def _private_text(ctx: JobContext, question: Question) -> Text:
    """The state of a question that one gardener alone reads."""
    gardener = (
        None if question.gardener_id is None else ctx.store[Members].get(question.gardener_id)
    )
    name = text("The gardening team") if gardener is None else gardener.name
    match question.state:
        case QuestionState.ANSWERED:
            return text("✅ {name} answered.", name=name)
        case QuestionState.DECLINED:
            return text("{name} cannot answer it.", name=name)
        case _ if not is_answerable(ctx, question):
            return text("⏳ Nobody answers it any more: its only reader has left the team.")
        case _:
            return text("⏳ Waiting for an answer from {name}.", name=name)


def _taken_text(ctx: JobContext, question: Question) -> Text:
    taker = None if question.taken_by is None else ctx.store[Members].get(question.taken_by)
    name = text("The Region") if taker is None else taker.name
    if question.due_on is None:
        return text("⏳ {name} is looking into it.", name=name)
    return text(
        "⏳ {name} is looking into it. Answer expected by {due}.", name=name, due=question.due_on
    )


def _transferred_text(question: Question) -> Text:
    if question.due_on is None:
        return text("⏳ Passed on to {contact}.", contact=question.contact)
    return text(
        "⏳ Passed on to {contact}. News expected by {due}.",
        contact=question.contact,
        due=question.due_on,
    )
