"""Questions of members and gardeners who leave, and their stored data in `/mydata`."""

from bot.core import Card, Context, JobContext, Replace, Router, Text, ntext, text
from bot.domain.questions.question import UNANSWERED, Question
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.personal_data import leaving, losses
from bot.references.questions import ask_others
from bot.references.seats import seat_left
from handlers.questions.asking import preview_card, readers_lines
from handlers.questions.own_card import ask_withdrawal, withdraw, withdrawable_question
from storage.members import Member, Members
from storage.questions import QuestionFilter, QuestionJoins, Questions

router = Router()


class NotForOneAlone(Final):
    """Question {number} is with the Region already."""


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
