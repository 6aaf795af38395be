"""Kinds of polls: labels, counts, verdict and buttons of each."""

from handlers.polls.kinds.dates import date_tap_text
from handlers.polls.kinds.view import (
    READ_LABELS,
    PollView,
    choice_labels,
    labels_of,
    limits_rule,
    numbered_labels,
    option_labels,
    poll_label,
    ranking_text,
)
from handlers.polls.kinds.views import view_of

__all__ = [
    "READ_LABELS",
    "PollView",
    "choice_labels",
    "date_tap_text",
    "labels_of",
    "limits_rule",
    "numbered_labels",
    "option_labels",
    "poll_label",
    "ranking_text",
    "view_of",
]
