"""A question for one gardener alone, who leaves their role: its asker is told, and asks others."""

from bot.core import Card, Context, JobContext, Replace, Router, Text, text
from bot.domain.questions.question import UNANSWERED, Question
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import ask_others
from bot.references.seats import seat_left
from handlers.questions.asking.own_card import ask_withdrawal, withdraw, withdrawable_question
from handlers.questions.asking.preview import preview_card
from handlers.questions.asking.readers import readers_lines
from storage.members import Member, Members
from storage.questions import QuestionFilter, Questions

router = Router()


class NotForOneAlone(Final):
    """Question {number} is with the Region already."""


@router.contribution(seat_left)
def tell_lone_askers(ctx: JobContext, gardener: Member) -> None:
    """Tell those whose question only this gardener reads that nobody answers it."""
    which = QuestionFilter(states=UNANSWERED, private=True, gardener_id=gardener.id)
    for question in ctx.store[Questions].listed(ctx.community.id, which):
        ctx.store[Questions].refresh_cards([question.id])
        asker = None if question.asker_id is None else ctx.store[Members].get(question.asker_id)
        if asker is not None and asker.id != gardener.id and asker.stopped_at is None:
            ctx.tell(asker, lost_reader_card(question, gardener.name), calm=True)


def lost_reader_card(question: Question, name: str) -> Card:
    """Nobody answers a question: its asker asks others, or withdraws it."""
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
