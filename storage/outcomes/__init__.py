"""Outcomes."""

from storage.outcomes.feedback import Feedback
from storage.outcomes.feedback_figures import FeedbackFigures
from storage.outcomes.outcomes import Outcome, Outcomes, OutcomeState, StepState

__all__ = [
    "Feedback",
    "FeedbackFigures",
    "Outcome",
    "OutcomeState",
    "Outcomes",
    "StepState",
]
