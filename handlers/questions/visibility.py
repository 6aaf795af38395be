"""Who reads a question: shown by gardeners or kept back, and what follows when people leave."""

from bot.core import (
    MOST_WAITING,
    Act,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Toast,
    Todo,
    ntext,
    quoted,
    text,
    todos,
)
from bot.domain.questions.question import UNANSWERED, Question, StepKind, headline
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.personal_data import leaving, losses
from bot.references.questions import (
    ask_others,
    keep_question_back,
    let_question_through,
    question_command,
    question_request_card,
)
from bot.references.seats import seat_left
from bot.vocabulary.audiences import domain_label
from handlers.questions.asking import preview_card, readable_question, readers_lines
from handlers.questions.own_card import ask_withdrawal, withdraw, withdrawable_question
from handlers.questions.words import (
    answer_lines,
    asker_text,
    joined_text,
    question_title,
    state_text,
)
from storage.members import Member, Members
from storage.questions import QuestionFilter, QuestionJoins, Questions, QuestionSteps

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


class NotForOneAlone(Final):
    """Question {number} is with the Region already."""


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


@router.contribution(leaving)
def withdraw_questions(ctx: Context, member: Member) -> None:
    """Withdraw the member's unanswered questions, and leave those of others."""
    for question in ctx.store[Questions].listed(ctx.community.id, _unanswered(member)):
        withdraw(ctx, question)
    joined = QuestionFilter(joined_by=member.id)
    for question in ctx.store[Questions].listed(ctx.community.id, joined):
        ctx.store[QuestionJoins].remove(question.id, member.id)
        ctx.store[Questions].refresh_cards([question.id])


@router.contribution(losses)
def lost_questions(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of questions that will be withdrawn, if any."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    count = sum(ctx.store[Questions].count(each, _unanswered(member)) for each in left)
    withdrawn = ntext(
        "{count} question of yours to the Region will be withdrawn.",
        "{count} questions of yours to the Region will be withdrawn.",
        count,
    )
    return [withdrawn] if count else []


def _unanswered(member: Member) -> QuestionFilter:
    return QuestionFilter(states=UNANSWERED, asker_id=member.id, private=None)


@router.contribution(seat_left)
def tell_lone_askers(ctx: JobContext, gardener: Member) -> None:
    """Tell the askers of this gardener's private questions that nobody answers them any more."""
    which = QuestionFilter(states=UNANSWERED, private=True, gardener_id=gardener.id)
    for question in ctx.store[Questions].listed(ctx.community.id, which):
        ctx.store[Questions].refresh_cards([question.id])
        asker = ctx.store[Members].get(question.asker_id)
        if asker is not None and asker.id != gardener.id and asker.stopped_at is None:
            ctx.tell(asker, lost_reader_card(question, gardener.name), calm=True)


def lost_reader_card(question: Question, name: str) -> Card:
    """Tell an asker that nobody answers any more, and offer to ask others or to withdraw."""
    gone: Text = text(
        "{name} is no longer in the gardening team: nobody answers your question {number}. "
        "Nobody else has read it.",
        name=name,
        number=question.id,
    )
    others = ask_others.button(text("Ask somebody else"), question.id)
    withdrawal = ask_withdrawal.button(text("Withdraw my question"), question.id)
    return Card(None, (gone,), ((others,), (withdrawal,)))


@router.button(ask_others, who=Role.MEMBER)
def ask_somebody_else(ctx: Context, number: int) -> Replace:
    """Withdraw a question for one gardener alone, and show its words as a new one."""
    question = withdrawable_question(ctx, number)
    if not question.is_private:
        raise NotForOneAlone(number=number)
    readers_lines(ctx)
    shown = preview_card(ctx, question.words, question.domain)
    withdraw(ctx, question)
    return Replace(shown)


router.personal_data(
    "questions",
    text("Questions that you asked"),
    text(
        "An answered question that other members read is kept without your name when you have "
        "your data erased. The rest is deleted."
    ),
    order=112,
    labels={
        "naming": text("signed"),
        "shown_at": text("shown to others on"),
        "due_on": text("answer expected by"),
        "reason": text("reason given"),
        "contact": text("passed on to"),
        "transferred_at": text("passed on on"),
        "contact_reminders": text("unanswered reminders"),
        "usefulness": text("how useful the answer was"),
        "reopened_count": text("times asked again"),
        "open_data_at": text("allowed as open data on"),
    },
)
router.personal_data(
    "question_steps",
    text("What you did about questions"),
    text("The history of a question is kept without your name when you have your data erased."),
    order=113,
)
router.personal_data(
    "question_joins",
    text("Questions of others that are yours too"),
    text("It is deleted when you have your data erased."),
    order=114,
    labels={"usefulness": text("how useful the answer was")},
)
