"""Step-by-step questions in a direct room, kept in the database: they survive a restart.

A form ends when it is finished, refused for good, or left for something else; then its draft is
kept for a day. Words written after another message came in between only ask again.
"""

from bot.core.inbound.forms.answers import (
    ask_whether_meant,
    end_list,
    go_on,
    skip,
    take_late_answer,
    waits_for_file,
)
from bot.core.inbound.forms.asking import begin, choose, complete, part_missing
from bot.core.inbound.forms.begun import begun_here, is_interrupted, is_open, is_picking
from bot.core.inbound.forms.drafts import draft_offer, leaving, resume_draft
from bot.core.inbound.forms.late_answers import asks_for_such, cannot_be_answer, may_be_answer
from bot.core.inbound.forms.reading import reading

__all__ = [
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
    "is_interrupted",
    "is_open",
    "is_picking",
    "leaving",
    "may_be_answer",
    "part_missing",
    "reading",
    "resume_draft",
    "skip",
    "take_late_answer",
    "waits_for_file",
]
