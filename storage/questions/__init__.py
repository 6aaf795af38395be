"""Tables and repositories of questions to the Region."""

from storage.questions.question_tables import QuestionJoins, QuestionSteps
from storage.questions.questions import QuestionCounts, QuestionFigures, Questions
from storage.questions.search import QuestionFilter, QuestionSearch

__all__ = [
    "QuestionCounts",
    "QuestionFigures",
    "QuestionFilter",
    "QuestionJoins",
    "QuestionSearch",
    "QuestionSteps",
    "Questions",
]
