"""Outcomes."""

from storage.outcomes.feedback import Feedback, FeedbackFigures
from storage.outcomes.outcomes import Outcome, Outcomes, OutcomeState, StepState
from storage.outcomes.poll_outcomes import DecidedPoll, PollOutcome, PollOutcomes

__all__ = [
    "DecidedPoll",
    "Feedback",
    "FeedbackFigures",
    "Outcome",
    "OutcomeState",
    "Outcomes",
    "PollOutcome",
    "PollOutcomes",
    "StepState",
]
