"""Outcomes of events and polls: reports by gardeners, feedback by people, and the next step."""

from handlers.outcomes.follow_up import ask_about_steps, ask_afterwards
from handlers.outcomes.poll_reports import ask_about_poll_outcomes

__all__ = ["ask_about_poll_outcomes", "ask_about_steps", "ask_afterwards"]
