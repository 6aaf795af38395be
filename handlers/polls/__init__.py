"""Polls: creation, card, voting, closing."""

from handlers.polls.card import choice_labels, poll_title
from handlers.polls.poll_lookup import turn_by_id, turn_by_number
from handlers.polls.votes import check_open, refresh_cards

__all__ = [
    "check_open",
    "choice_labels",
    "poll_title",
    "refresh_cards",
    "turn_by_id",
    "turn_by_number",
]
