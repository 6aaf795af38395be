"""Questions are found by their words."""

from bot.core import Answer, Card, Context, Line, Router, Text, text
from bot.domain.questions.question import Question
from bot.domain.roles import Role
from bot.references.questions import question_command, search_questions, sent_questions
from bot.vocabulary.lists.word_search import SoughtWords, more_lines
from handlers.questions.register.list_filter import readable_filter
from handlers.questions.register.question_lines import question_lines, question_rows
from storage.questions import Questions, QuestionSearch

router = Router()

MOST_FOUND = 8
MOST_ALIKE = 5


@router.form(search_questions, who=Role.MEMBER)
def find_questions(ctx: Context, words: SoughtWords) -> Answer:
    """Find questions by their words, in whichever form."""
    which = readable_filter(ctx, words=words)
    found = ctx.store[Questions].listed(ctx.community.id, which, most=MOST_FOUND)
    if found:
        more = ctx.store[Questions].count(ctx.community.id, which) - len(found)
        return _found_card(words, [*question_lines(found), *more_lines(more)], found)
    alike = _alike(ctx, words)
    none = text("No question has all of these words.")
    if not alike:
        return _found_card(words, [none], ())
    return _found_card(words, [none, text("The closest:"), *question_lines(alike)], alike)


@router.contribution(sent_questions)
def let_be_found(ctx: Context, question: Question) -> None:
    """Make a question searchable, unless it is for one gardener alone."""
    if not question.is_private:
        ctx.store[QuestionSearch].put(question.id, question.words)


def _alike(ctx: Context, words: str) -> list[Question]:
    """Questions with some of the words."""
    ids = ctx.store[QuestionSearch].find(
        ctx.community.id, words, MOST_ALIKE, which=readable_filter(ctx)
    )
    return ctx.store[Questions].these(ids)


def _found_card(words: str, lines: list[Line], found: list[Question] | tuple[()]) -> Card:
    again = search_questions.ask_button(text("Other words"))
    every = question_command.button(text("All questions"))
    title: Text = text("🔎 Questions with “{words}”", words=" ".join(words.split()))
    return Card(title, tuple(lines), (*question_rows(found), (again, every)))
