"""Polls: creation, card, voting, closing."""

from handlers.polls.ballot_box import check_free, check_open, refresh_cards
from handlers.polls.card import poll_title
from handlers.polls.kinds import choice_labels, numbered_labels, option_labels
from handlers.polls.poll_lookup import turn_by_id, turn_by_number
from handlers.polls.voters import check_voter

__all__ = [
    "check_free",
    "check_open",
    "check_voter",
    "choice_labels",
    "numbered_labels",
    "option_labels",
    "poll_title",
    "refresh_cards",
    "turn_by_id",
    "turn_by_number",
]
