"""A question to the Region, in one line or step by step: looked at before it is sent."""

from typing import Annotated

from bot.core import Answer, Button, Context, Router, Where, asks, at_most, text
from bot.domain.questions.question import LONGEST_QUESTION
from bot.domain.questions.question_words import reads_as_question
from bot.domain.roles import Role
from bot.references.conversations import other_uses
from bot.references.questions import ask_kept_words, new_question_form, question_command
from handlers.questions.asking.preview import QuestionPreviewOver
from handlers.questions.asking.similar import prepared_card
from storage.inbound import Forms

router = Router()

ALIASES = ("questions",)
Asked = Annotated[
    str,
    asks("What is your question to the Region? One question at a time, in a few sentences."),
    at_most(LONGEST_QUESTION),
]


@router.command(
    question_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("When do bicycle grants open?", "Quand ouvre l'aide au vélo ?"),
    theme="ask",
    form=new_question_form,
)
def ask_question(ctx: Context, words: Asked) -> Answer:
    """Ask the Region a question; you see who reads it before it is sent."""
    return prepared_card(ctx, words)


@router.form(new_question_form, who=Role.MEMBER)
def prepare_question(ctx: Context, words: Asked) -> Answer:
    """Show a question before it is sent."""
    return prepared_card(ctx, words)


@router.contribution(other_uses)
def question_of_words(ctx: Context, mark: int) -> Button | None:
    """The button that makes a question of what a member just wrote."""
    words = ctx.incoming.words
    if len(words) > LONGEST_QUESTION or not reads_as_question(words):
        return None
    return ask_kept_words.button(text("Ask the Region this question"), mark)


@router.button(ask_kept_words, who=Role.MEMBER)
def ask_what_was_written(ctx: Context, mark: int) -> Answer:
    """Show what was just written as a question, before it is sent."""
    kept = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    if kept is None or kept.mark != mark:
        raise QuestionPreviewOver(question=question_command.typed())
    return prepared_card(ctx, kept.answers["words"])
