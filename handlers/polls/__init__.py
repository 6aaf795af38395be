"""Polls: creation, card, voting, closing."""

from handlers.polls.ballot_box import (
    MOST_OFFERED,
    check_open,
    check_voter,
    poll_choice,
    put_ballot,
    turn_by_id,
    turn_by_number,
)
from handlers.polls.card import outcome_sentence, poll_card_title
from handlers.polls.closing import tell_makers
from handlers.polls.poll_view import choice_labels, numbered_labels, option_labels
from handlers.polls.publication import post_poll
from handlers.polls.results import offered_events
from handlers.polls.summaries import PublicResult, public_result, votes_by_option
from handlers.polls.weekly_questions import ask_weekly_question

__all__ = [
    "MOST_OFFERED",
    "PublicResult",
    "ask_weekly_question",
    "check_open",
    "check_voter",
    "choice_labels",
    "numbered_labels",
    "offered_events",
    "option_labels",
    "outcome_sentence",
    "poll_card_title",
    "poll_choice",
    "post_poll",
    "public_result",
    "put_ballot",
    "tell_makers",
    "turn_by_id",
    "turn_by_number",
    "votes_by_option",
]
