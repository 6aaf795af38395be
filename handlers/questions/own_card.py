"""A question as its asker sees it, its withdrawal, and its publication as open data."""

from bot.core import (
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Text,
    quoted,
    text,
)
from bot.domain.questions.question import (
    UNANSWERED,
    Naming,
    Question,
    QuestionState,
    StepKind,
    is_public,
)
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import (
    ask_open_data,
    ask_others,
    end_open_data,
    own_question_card,
    show_own_question,
)
from handlers.questions.asking import own_question
from handlers.questions.words import (
    answer_lines,
    is_answerable,
    joined_text,
    question_title,
    state_text,
)
from storage.members import Members
from storage.questions import QuestionJoins, Questions, QuestionSteps

router = Router(own_page=True)


class AnsweredQuestion(Final):
    """Question {number} is answered: it stays, with its answer."""


class NotOpenData(Final):
    """Only an answered question that the members read, of an adult, can be open data."""


@router.card(own_question_card, shows=[Question])
def draw_own_question(ctx: JobContext, question_id: int) -> Card:
    """One's own question: how far it is, who reads it, and its answer."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent:
        return Card(None, (text("This question was withdrawn."),))
    lines: list[Line] = [*quoted(question.words), "", state_text(ctx, question)]
    lines += answer_lines(question)
    joined = joined_text(ctx, question)
    if joined is not None:
        lines.append(joined)
    lines.append(Small(_readers_text(ctx, question)))
    withdrawal = ask_withdrawal.button(text("Withdraw my question"), question.id)
    rows: Buttons = ((withdrawal,),) if question.state in UNANSWERED else ()
    if rows and not is_answerable(ctx, question):
        rows = ((ask_others.button(text("Ask somebody else"), question.id),), *rows)
    if _may_be_open_data(ctx, question):
        line, way = _open_data_way(question)
        lines.append(line)
        rows = ((way,),)
    return Card(question_title(question), tuple(lines), rows)


def _readers_text(ctx: JobContext, question: Question) -> Text:
    match question.naming:
        case Naming.ONLY:
            reader = ctx.store[Members].get(question.gardener_id)
            name = text("Nobody") if reader is None else reader.name
            return text("Read by {name} only.", name=name)
        case Naming.NAMED if question.shown_at is not None:
            return text("Members of the community can read it, with your name.")
        case _ if question.shown_at is not None:
            return text("Members of the community can read it, without your name.")
        case Naming.NAMED:
            return text("The Region and the gardening team can read it, with your name.")
        case _:
            return text("The Region and the gardening team can read it, without your name.")


@router.button(show_own_question, who=Role.MEMBER)
def show_own(ctx: Context, number: int) -> Card:
    return draw_own_question(ctx, own_question(ctx, number).id)


@router.button("question_withdraw_ask", who=Role.MEMBER, undoes=True)
def ask_withdrawal(ctx: Context, number: int) -> Card:
    question = withdrawable_question(ctx, number)
    line = text(
        "Withdraw question {number}? Its words are deleted, and nobody answers it.", number=number
    )
    back = show_own_question.button(text("Keep the question"), question.id)
    sure = withdraw_question.button(text("Withdraw it"), question.id)
    return Card(None, (line,), ((sure, back),))


@router.button("question_withdraw", deliberate=True, tone="danger", who=Role.MEMBER)
def withdraw_question(ctx: Context, number: int) -> Replace:
    """Withdraw one's question: its words are deleted."""
    question = withdrawable_question(ctx, number)
    withdraw(ctx, question)
    done = text("Question {number} is withdrawn, and its words are deleted.", number=number)
    return Replace(done)


def withdraw(ctx: Context, question: Question) -> None:
    """Delete the words of a question; members who joined it are told."""
    gone = text(
        "Question {number}, which was yours too, was withdrawn by the person who asked it.",
        number=question.id,
    )
    for joined in ctx.store[QuestionJoins].of(question.id):
        member = ctx.store[Members].get(joined.member_id)
        if member is not None and member.stopped_at is None:
            ctx.tell(member, gone, calm=True)
    ctx.store[QuestionSteps].add(question, StepKind.WITHDRAWN, ctx.now, by=None)
    ctx.store[Questions].withdraw(question)
    ctx.store[Questions].refresh_cards([question.id])


def withdrawable_question(ctx: Context, number: int) -> Question:
    """One's own question, while it is not answered."""
    question = own_question(ctx, number)
    if question.state not in UNANSWERED:
        raise AnsweredQuestion(number=number)
    return question


def _may_be_open_data(ctx: JobContext, question: Question) -> bool:
    """True for an answered question that the members read, whose asker is an adult."""
    asker = None if question.asker_id is None else ctx.store[Members].get(question.asker_id)
    is_answered = question.state is QuestionState.ANSWERED and is_public(question)
    return is_answered and asker is not None and asker.adult is True


def _open_data_way(question: Question) -> tuple[Small, Button]:
    """A line on open data, and the button that allows or ends it."""
    if question.open_data_at is None:
        line = Small(text("It is not published outside the community."))
        return line, ask_open_data.button(text("Allow as open data"), question.id)
    line = Small(text("You allow that it is published as open data, without your name."))
    return line, end_open_data.button(text("No longer as open data"), question.id)


def _own_open_question(ctx: Context, number: int) -> Question:
    question = own_question(ctx, number)
    if not _may_be_open_data(ctx, question):
        raise NotOpenData
    return question


@router.button(ask_open_data, who=Role.MEMBER)
def ask_before_opening(ctx: Context, number: int) -> Card:
    """Say what open data means before it is allowed."""
    question = _own_open_question(ctx, number)
    lines = (
        text("Your question and its answer are published on the web, for anybody to use."),
        text("Your name is not given; check that your words do not tell who you are."),
        text("Copies that others make cannot be called back."),
    )
    allow = allow_open_data.button(text("Allow it"), question.id, question.reopened_count)
    no = show_own_question.button(text("Do not allow it"), question.id)
    return Card(text("Question {number} as open data?", number=number), lines, ((allow,), (no,)))


@router.button("question_open", deliberate=True, who=Role.MEMBER)
def allow_open_data(ctx: Context, number: int, reopened: int) -> Card:
    """Allow that one's question is published, with the answer that was read."""
    question = _own_open_question(ctx, number)
    if reopened != question.reopened_count:
        return show_own_question(ctx, number)
    ctx.store[Questions].change(question, open_data_at=ctx.now)
    ctx.store[Questions].refresh_cards([number])
    return show_own_question(ctx, number)


@router.button(end_open_data, who=Role.MEMBER)
def stop_open_data(ctx: Context, number: int) -> Card:
    """Allow it no longer: it is not in what is published from now on."""
    question = own_question(ctx, number)
    ctx.store[Questions].change(question, open_data_at=None)
    ctx.store[Questions].refresh_cards([number])
    line = text("It is left out from now on. Copies made before cannot be called back.")
    back = show_own_question.button(text("See the question"), question.id)
    return Card(None, (line,), ((back,),))
