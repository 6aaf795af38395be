"""A question is sent: to the Region's side and the pair, or to one gardener alone."""

from bot.core import Answer, Context, Replace, Router, direct_room, text
from bot.domain.questions.asking import OPEN_AT_ONCE, TooManyOpenQuestions
from bot.domain.questions.question import (
    UNANSWERED,
    Naming,
    Question,
    StepKind,
)
from bot.domain.rates import QUESTIONS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import (
    own_question_card,
    question_command,
    question_request_card,
    send_question,
    send_question_to_one,
    sent_questions,
)
from handlers.questions.asking import acts
from handlers.questions.asking.preview import QuestionDraft, previewed
from handlers.questions.asking.readers import private_readers, readers_lines
from storage.communities import RoomKind
from storage.inbound import Forms
from storage.questions import QuestionFilter, Questions, QuestionSteps

router = Router()


class NotToThatPerson(Final):
    """That person cannot be asked alone any more. Send it another way: {question}."""


@router.button(
    send_question, deliberate=True, who=Role.MEMBER, limit=QUESTIONS, trace=acts.ASK_A_QUESTION
)
def send_to_region(ctx: Context, mark: int, named: int) -> Answer:
    """Send the question of a preview to the Region, once, with one's name or without."""
    draft = previewed(ctx, mark)
    readers_lines(ctx)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return _sent(ctx, draft, Naming.NAMED if named else Naming.UNNAMED)


@router.button(
    send_question_to_one,
    deliberate=True,
    tone="",
    who=Role.MEMBER,
    limit=QUESTIONS,
    trace=acts.ASK_A_QUESTION,
)
def send_to_one(ctx: Context, mark: int, gardener_id: int) -> Answer:
    """Send the question of a preview to one gardener alone, once."""
    draft = previewed(ctx, mark)
    if gardener_id not in {each.id for each in private_readers(ctx)}:
        raise NotToThatPerson(question=question_command.typed())
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return _sent(ctx, draft, Naming.ONLY, gardener_id)


def file_question(
    ctx: Context, draft: QuestionDraft, naming: Naming, gardener_id: int | None = None
) -> Question:
    """Keep a question of the sender's, and show it to its readers."""
    own = QuestionFilter(states=UNANSWERED, asker_id=ctx.member.id, private=None)
    waiting = ctx.store[Questions].count(ctx.community.id, own)
    if waiting >= OPEN_AT_ONCE:
        raise TooManyOpenQuestions(count=waiting, question=question_command.typed())
    question = ctx.store[Questions].add(
        ctx.community.id,
        ctx.member.id,
        draft.words,
        ctx.now,
        naming=naming,
        gardener_id=gardener_id,
        domain=draft.domain,
    )
    ctx.store[QuestionSteps].add(question, StepKind.ASKED, ctx.now, by=ctx.member.id)
    _post_to_gardeners(ctx, question)
    sent_questions.collect(ctx, question)
    return question


def _sent(
    ctx: Context, draft: QuestionDraft, naming: Naming, gardener_id: int | None = None
) -> Answer:
    question = file_question(ctx, draft, naming, gardener_id)
    own_question_card.post(ctx, ctx.incoming.room, question.id, reader=ctx.member)
    return Replace(text("Sent. You are told here at each step; the answer comes here, too."))


def _post_to_gardeners(ctx: Context, question: Question) -> None:
    """Post it in the gardeners' room, else to each; one for a gardener alone is not decided on."""
    if question.is_private:
        return
    rooms = ctx.rooms(RoomKind.GARDENERS)
    for room in rooms:
        question_request_card.post(ctx, room.address, question.id)
    gardeners = {each.id: each for each in ctx.gardeners().values()}
    for gardener in () if rooms else gardeners.values():
        direct = direct_room(ctx.store, gardener)
        if direct is not None:
            question_request_card.post(ctx, direct, question.id, reader=gardener)
