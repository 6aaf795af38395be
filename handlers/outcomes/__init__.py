"""Outcomes of events and polls: reports by gardeners, feedback by people, and the next step."""

from handlers.outcomes.follow_up import ask_afterwards, ask_whether_done

__all__ = ["ask_afterwards", "ask_whether_done"]
