"""Tables and repositories of personal data."""

from storage.personal_data.inactive_members import Cutoffs, InactiveMembers

__all__ = [
    "Cutoffs",
    "InactiveMembers",
]
