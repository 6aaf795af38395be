"""Tables and repositories of profile."""

from storage.profile.profiles import Profiles
from storage.profile.proposals import Proposal, Proposals

__all__ = [
    "Profiles",
    "Proposal",
    "Proposals",
]
