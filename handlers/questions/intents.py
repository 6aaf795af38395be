"""Questions to the Region in plain words."""

from collections.abc import Sequence

from bot.core import Answer, Context, Router, text
from bot.domain.conversations import asks_something
from bot.domain.questions.question import LONGEST_QUESTION
from bot.domain.words import name_words
from bot.references.conversations import Intent, intents
from bot.references.questions import question_command
from handlers.questions.asking import prepared_card

router = Router()

_REGION = frozenset({"region", "regional", "regionale", "regionales", "regionaux"})
_OF_QUESTIONS = frozenset({"question", "questions", "repondu", "reponse", "reponses", "answered"})
"""Words of those who announce a question, or follow one, rather than ask it."""


@router.contribution(intents)
def intents_of_questions(ctx: Context) -> Sequence[Intent]:
    """The intent to ask the Region, or to follow a question."""
    label = text("Ask the Region")
    ask = Intent("ask_region", label, question_command, preview, for_people=True, is_question=True)
    return (ask,)


def preview(ctx: Context, words: str) -> Answer:
    """The question as it would be sent, if it names the Region; it is sent by a press only."""
    said = set(name_words(words))
    if not said.isdisjoint(_OF_QUESTIONS):
        return question_command.follow(ctx)
    is_asked = asks_something(words) and len(words) <= LONGEST_QUESTION
    return prepared_card(ctx, words) if is_asked and not said.isdisjoint(_REGION) else None
