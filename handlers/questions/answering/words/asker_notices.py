"""Notices for the asker, and for others with the same question: one a step."""

from collections.abc import Iterator

from bot.core import Card, Context, JobContext, Line, Message, Quote, Text, in_rows, text
from bot.domain.questions.question import Question, Usefulness
from bot.domain.questions.visibility import is_public
from bot.references.questions import progress_buttons, rate_answer
from handlers.questions.answering.lookup.question_lookup import member_of
from handlers.questions.answering.words.question_words import RATINGS, short_words
from storage.members import Member, Members
from storage.questions import QuestionJoins

RATED = tuple(Usefulness)
"""Their places stand in buttons."""


def tell_asker(ctx: Context, question: Question, message: Message) -> bool:
    """Tell the asker in private, when they are not to be left in peace; False if nobody is."""
    asker = member_of(ctx, question.asker_id)
    return asker is not None and _tell(ctx, question, asker, message)


def tell_followers(ctx: Context, question: Question, message: Message) -> None:
    """Tell the asker, and members with the same question while they may read it."""
    tell_asker(ctx, question, message)
    if not is_public(question):
        return
    for member in _joined_members(ctx, question):
        _tell(ctx, question, member, message)


def answer_card(ctx: JobContext, question: Question, said: Usefulness | None = None) -> Card:
    """The answer for people who wait for it, with the question of its use, or the rating `said`."""
    ratings = [
        rate_answer.button(RATINGS[each], question.id, question.reopened_count, place)
        for place, each in enumerate(RATED)
        if each is not said
    ]
    lines: list[Line] = [
        text("“{words}”", words=short_words(question)),
        "",
        Quote(question.answer),
        _signature(ctx, question),
    ]
    if said is not None:
        lines += ["", text("You said: {rating}.", rating=RATINGS[said])]
    return Card(_answer_title(question), tuple(lines), in_rows(ratings, 2))


def decline_card(ctx: Context, question: Question) -> Card:
    """The reason why a question gets no answer."""
    title = text("💬 Your question {number} was declined", number=question.id)
    lines: tuple[Line, ...] = (
        text("“{words}”", words=short_words(question)),
        "",
        Quote(question.reason),
        ctx.member.name if question.is_private else _signature(ctx, question),
    )
    return Card(title, lines)


def progress_card(ctx: Context, question: Question, words: str) -> Card:
    """Later progress on a question that was answered."""
    title = text("💬 News about question {number}", number=question.id)
    lines: tuple[Line, ...] = (
        text("“{words}”", words=short_words(question)),
        "",
        Quote(words),
        text("{name}, for the Region", name=ctx.member.name),
    )
    offered = [each for each in progress_buttons.collect(ctx, question) if each is not None]
    return Card(title, lines, in_rows(offered, 1))


def _answer_title(question: Question) -> Text:
    return text("💬 Answer to question {number}", number=question.id)


def _signature(ctx: JobContext, question: Question) -> Text | str:
    """The signature of an answer, without the Region's name if it did not read the question."""
    member = member_of(ctx, question.answered_by)
    if member is None:
        return text("For the Region")
    if question.is_private:
        return member.name
    return text("{name}, for the Region", name=member.name)


def _joined_members(ctx: Context, question: Question) -> Iterator[Member]:
    for joined in ctx.store[QuestionJoins].of(question.id):
        member = member_of(ctx, joined.member_id)
        if member is not None and member.id != question.asker_id:
            yield member


def _tell(ctx: Context, question: Question, member: Member, message: Message) -> bool:
    """Write to a member who belongs here, wants messages and did not act themselves."""
    is_here = question.community_id in ctx.store[Members].communities_of(member)
    if member.id == ctx.member.id or member.stopped_at is not None or not is_here:
        return False
    return ctx.tell(member, message, calm=True)
