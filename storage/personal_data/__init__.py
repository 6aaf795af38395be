"""Tables and repositories of personal data."""

from storage.personal_data.inactive_members import Cutoffs, InactiveMembers
from storage.personal_data.lost_mailboxes import LostMailboxes

__all__ = [
    "Cutoffs",
    "InactiveMembers",
    "LostMailboxes",
]
