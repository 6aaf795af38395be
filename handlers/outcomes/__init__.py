"""Outcomes."""

from handlers.outcomes.next_step_words import check_card
from handlers.outcomes.words import how_was_it

__all__ = [
    "check_card",
    "how_was_it",
]
