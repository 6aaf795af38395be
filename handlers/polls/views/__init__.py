"""Kinds of polls: labels, counts, verdict and buttons of each."""

from handlers.polls.views.dates_view import date_tap_text
from handlers.polls.views.view import (
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
from handlers.polls.views.views_by_kind import view_of

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
