"""Tables and repositories of profile."""

from storage.profile.profiles import Profiles, Proposal, Proposals

__all__ = [
    "Profiles",
    "Proposal",
    "Proposals",
]
