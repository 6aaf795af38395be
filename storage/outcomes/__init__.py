"""Outcomes."""

from storage.outcomes.feedback import Feedback
from storage.outcomes.outcomes import Outcome, Outcomes, OutcomeState, StepState

__all__ = [
    "Feedback",
    "Outcome",
    "OutcomeState",
    "Outcomes",
    "StepState",
]
