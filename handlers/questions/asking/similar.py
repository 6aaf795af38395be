"""“Is it one of these?”: questions like the one that is being asked, before it is sent."""

from bot.core import Button, Card, Context, Line, Replace, Router, Small, joined, text
from bot.domain.questions.asking import headline, read_question
from bot.domain.questions.question import Question
from bot.domain.questions.visibility import is_public
from bot.domain.rates import QUESTIONS
from bot.domain.roles import Role
from bot.references.questions import show_question
from handlers.questions.asking import acts
from handlers.questions.asking.joining import join
from handlers.questions.asking.preview import keep_draft, preview_card, previewed
from handlers.questions.asking.question_lookup import readable_question, reader_of
from handlers.questions.question_words import public_state_text
from storage.inbound import Forms
from storage.questions import QuestionFilter, Questions, QuestionSearch

router = Router()

MOST_SHOWN = 3
LONGEST_SHOWN = 160


def prepared_card(ctx: Context, typed: str) -> Card:
    """Questions like this one, if there are any; else its preview. May raise a `Refusal`."""
    words = read_question(typed)
    alike = _similar_questions(ctx, words)
    return _similar_card(ctx, words, alike) if alike else preview_card(ctx, words)


def _similar_questions(ctx: Context, words: str) -> list[Question]:
    """Of those that the sender may read, those most like it."""
    reader = reader_of(ctx)
    which = QuestionFilter(private=None, reader_id=reader.member_id, handled=reader.handles)
    ids = ctx.store[QuestionSearch].find(ctx.community.id, words, MOST_SHOWN, which=which)
    return ctx.store[Questions].these(ids)


def _similar_card(ctx: Context, words: str, alike: list[Question]) -> Card:
    mark = keep_draft(ctx, words)
    lines: list[Line] = []
    for each in alike:
        lines.append(headline(each.words, LONGEST_SHOWN))
        number = text("Question {number}", number=each.id)
        lines.append(Small(joined(number, public_state_text(ctx, each))))
    rows = [_row(ctx, each, mark) for each in alike]
    new = ask_anyway.button(text("No, mine is another one"), mark)
    return Card(text("Is it one of these?"), tuple(lines), (*rows, (new,)))


def _row(ctx: Context, question: Question, mark: int) -> tuple[Button, ...]:
    read = show_question.button(text("Read question {number}", number=question.id), question.id)
    if question.asker_id == ctx.member.id or not is_public(question):
        return (read,)
    same = join_instead.button(text("Me too: {number}", number=question.id), mark, question.id)
    return (same, read)


@router.button("question_new_anyway", who=Role.MEMBER)
def ask_anyway(ctx: Context, mark: int) -> Replace:
    """Go on with a question that is none of those shown."""
    draft = previewed(ctx, mark)
    return Replace(preview_card(ctx, draft.words, draft.domain))


@router.button("question_same", who=Role.MEMBER, limit=QUESTIONS, trace=acts.JOIN_A_QUESTION)
def join_instead(ctx: Context, mark: int, number: int) -> Replace:
    """Join another person's question in place of asking one."""
    previewed(ctx, mark)
    answer = join(ctx, readable_question(ctx, number))
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    read = show_question.button(text("Read question {number}", number=number), number)
    return Replace(Card(None, (answer,), ((read,),)))
