"""Tables and repositories of questions to the Region."""

from storage.questions.question_filters import QuestionFilter
from storage.questions.question_history import QuestionJoins, QuestionSteps
from storage.questions.questions import Questions
from storage.questions.search import QuestionSearch

__all__ = [
    "QuestionFilter",
    "QuestionJoins",
    "QuestionSearch",
    "QuestionSteps",
    "Questions",
]
