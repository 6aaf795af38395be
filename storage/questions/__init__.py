"""Tables and repositories of questions to the Region."""

from storage.questions.question_history import QuestionJoins, QuestionSteps
from storage.questions.questions import QuestionFilter, Questions

__all__ = [
    "QuestionFilter",
    "QuestionJoins",
    "QuestionSteps",
    "Questions",
]
