"""Gardeners show a question to the other members, or keep it between its author and them."""

from bot.core import (
    MOST_WAITING,
    Act,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Small,
    Text,
    Toast,
    Todo,
    quoted,
    text,
    todos,
)
from bot.domain.questions.question import Question, StepKind, headline
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import (
    keep_question_back,
    let_question_through,
    question_command,
    question_request_card,
)
from bot.vocabulary.audiences import domain_label
from handlers.questions.asking import readable_question
from handlers.questions.words import (
    answer_lines,
    asker_text,
    joined_text,
    question_title,
    state_text,
)
from storage.questions import Questions, QuestionSteps

router = Router()

SHOW_TO_MEMBERS = Act(
    text("{who} showed a question to the members"), text("show a question to the members")
)
KEEP_BACK = Act(
    text("{who} left a question between its author and the team"),
    text("leave a question between its author and the team"),
)


class PrivateQuestion(Final):
    """This question is for one person alone: it is shown to nobody else."""


@router.card(question_request_card, shows=[Question])
def draw_request(ctx: JobContext, question_id: int) -> Card:
    """A question as gardeners see it, with what they decide on."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent or question.is_private:
        return Card(None, (text("This question was withdrawn."),))
    lines: list[Line] = [*quoted(question.words), asker_text(ctx, question)]
    if question.domain is not None:
        lines.append(text("Topic: {domain}", domain=domain_label(question.domain)))
    joined = joined_text(ctx, question)
    lines += [] if joined is None else [joined]
    lines += ["", state_text(ctx, question), *answer_lines(question)]
    lines.append(Small(_readers_text(ctx, question)))
    return Card(question_title(question), tuple(lines), decisions(ctx, question))


def _readers_text(ctx: JobContext, question: Question) -> Text:
    if question.shown_at is not None:
        return text("The members can read it.")
    if _is_kept_back(ctx, question):
        return text("The members cannot read it: the Region and you can.")
    return text("The Region has it. The members do not see it yet.")


def _is_kept_back(ctx: JobContext, question: Question) -> bool:
    kinds = [each.kind for each in ctx.store[QuestionSteps].of(question.id)]
    return StepKind.KEPT_BACK in kinds


def decisions(ctx: JobContext, question: Question) -> Buttons:
    """Buttons that show a question to the members, or not."""
    show = let_question_through.button(text("Show to the members"), question.id)
    hide = keep_question_back.button(text("Do not show"), question.id)
    if question.shown_at is not None:
        return ((keep_question_back.button(text("Show no longer"), question.id),),)
    return ((show,),) if _is_kept_back(ctx, question) else ((show, hide),)


@router.button(let_question_through, who=Role.GARDENER, deliberate=True, trace=SHOW_TO_MEMBERS)
def let_through(ctx: Context, number: int) -> Toast:
    question = _decidable_question(ctx, number)
    ctx.trace(number=number)
    if question.shown_at is not None:
        return Toast(text("The members can read question {number} already.", number=number))
    _set_shown(ctx, question, shown=True)
    return Toast(text("The members can read question {number} now.", number=number))


@router.button(keep_question_back, who=Role.GARDENER, trace=KEEP_BACK)
def keep_back(ctx: Context, number: int) -> Toast:
    """Leave a question between its author, the Region and the gardeners."""
    question = _decidable_question(ctx, number)
    ctx.trace(number=number)
    _set_shown(ctx, question, shown=False)
    told = text("Only the Region and the gardening team read question {number}.", number=number)
    return Toast(told)


def _set_shown(ctx: Context, question: Question, *, shown: bool) -> None:
    changed = ctx.store[Questions].change(question, shown_at=ctx.now if shown else None)
    if changed is None:
        return
    kind = StepKind.SHOWN if shown else StepKind.KEPT_BACK
    ctx.store[QuestionSteps].add(question, kind, ctx.now, by=ctx.member.id)
    ctx.store[Questions].refresh_cards([question.id])


def _decidable_question(ctx: Context, number: int) -> Question:
    question = readable_question(ctx, number)
    if question.is_private:
        raise PrivateQuestion
    return question


@router.contribution(todos)
def undecided_questions(ctx: Context) -> list[Todo]:
    """Questions that nobody has shown to the members or kept back so far."""
    found = []
    for each in ctx.store[Questions].undecided(ctx.community.id, MOST_WAITING):
        words = headline(each.words)
        line = text("A question to show to the members or not: “{question}”.", question=words)
        label = text("Question {number}", number=each.id)
        found.append(Todo(line, (question_command.button(label, each.id),)))
    return found
