"""The list of questions, and one question by its number."""

from bot.core import Answer, Bold, Card, Context, Line, Router, Text, Where, text
from bot.domain.questions.asking import headline
from bot.domain.questions.question import Question
from bot.domain.roles import Role
from bot.references.questions import question_command, show_question
from handlers.questions.asking.new_question import ALIASES
from handlers.questions.register.question_card import show_one_question
from storage.questions import QuestionFilter, Questions

router = Router()

MOST_LISTED = 10


@router.command(
    "ask",
    fr="question",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="ask",
    label=text("Questions to the Region"),
    listed=4,
    in_shared_menu=True,
    shows=True,
)
def list_questions(ctx: Context) -> Answer:
    """See the questions to the Region, and ask one."""
    own = QuestionFilter(asker_id=ctx.member.id, joined_by=ctx.member.id, private=None)
    mine = ctx.store[Questions].listed(ctx.community.id, own, most=MOST_LISTED)
    shown = ctx.store[Questions].listed(
        ctx.community.id, QuestionFilter(shown=True), most=MOST_LISTED
    )
    others = [each for each in shown if each not in mine]
    lines: list[Line] = []
    if mine:
        lines += [Bold(text("Your questions")), *map(_line, mine)]
    if others:
        lines += [Bold(text("Questions of others")), *map(_line, others)]
    if not lines:
        lines.append(text("Nobody has asked the Region anything yet."))
    rows = [(show_question.button(_line(each), each.id),) for each in (*mine, *others)]
    ask = question_command.ask_button(text("Ask a question"))
    return Card(text("💬 Questions to the Region"), tuple(lines), ((ask,), *rows))


@router.command(
    "ask",
    fr="question",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="ask",
)
def show_question_numbered(ctx: Context, number: int) -> Card:
    """See one question and its answer."""
    return show_one_question(ctx, number)


def _line(question: Question) -> Text:
    return text("{number}. {question}", number=question.id, question=headline(question.words))
