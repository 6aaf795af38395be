"""The notice, personal data on request, leaving and erasure."""

from handlers.personal_data.data_subject import is_anything_kept
from handlers.personal_data.inactive_members import (
    InactivityStep,
    ask_inactive_members,
    count_inactive_members,
)
from handlers.personal_data.old_rows import purge_old_rows
from handlers.personal_data.written_requests import erase_on_request

__all__ = [
    "InactivityStep",
    "ask_inactive_members",
    "count_inactive_members",
    "erase_on_request",
    "is_anything_kept",
    "purge_old_rows",
]
