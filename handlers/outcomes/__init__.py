"""Outcomes of events: reports by gardeners, feedback by people who came, and the next step."""

from handlers.outcomes.outcome_requests import ask_about_steps, ask_afterwards

__all__ = [
    "ask_about_steps",
    "ask_afterwards",
]
