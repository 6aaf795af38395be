"""The notice, personal data on request, leaving and erasure."""

from handlers.personal_data.data_overview import is_anything_kept
from handlers.personal_data.departure import erase_on_request, purge_old_rows
from handlers.personal_data.inactivity import (
    InactivityStep,
    ask_inactive_members,
    count_inactive_members,
)

__all__ = [
    "InactivityStep",
    "ask_inactive_members",
    "count_inactive_members",
    "erase_on_request",
    "is_anything_kept",
    "purge_old_rows",
]
