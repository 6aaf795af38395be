"""Step-by-step questions in a direct room, kept in the database: they survive a restart.

A form ends when it is finished, refused for good, or left for something else; then its draft is
kept for a day. Words that may be meant for something else as well only ask again.
"""

from bot.core.inbound.forms.answers import (
    answer,
    ask_whether_meant,
    asks_for_such,
    cannot_be_answer,
    draft_offer,
    end_list,
    go_on,
    is_asked_about,
    leaving,
    may_be_answer,
    resume_draft,
    skip,
    take_late_answer,
    waits_for_file,
)
from bot.core.inbound.forms.asking import begin, choose, complete, part_missing
from bot.core.inbound.forms.questions import begun_here, is_interrupted, is_open, is_picking

__all__ = [
    "answer",
    "ask_whether_meant",
    "asks_for_such",
    "begin",
    "begun_here",
    "cannot_be_answer",
    "choose",
    "complete",
    "draft_offer",
    "end_list",
    "go_on",
    "is_asked_about",
    "is_interrupted",
    "is_open",
    "is_picking",
    "leaving",
    "may_be_answer",
    "part_missing",
    "resume_draft",
    "skip",
    "take_late_answer",
    "waits_for_file",
]
