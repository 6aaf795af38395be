"""Tables and repositories of members."""

from storage.members.members import (
    Consent,
    Identity,
    Member,
    MemberDomain,
    Members,
    Membership,
    Standing,
)
from storage.members.names import write_anew
from storage.members.registers import Entry, Page, Registers, Sought

__all__ = [
    "Consent",
    "Entry",
    "Identity",
    "Member",
    "MemberDomain",
    "Members",
    "Membership",
    "Page",
    "Registers",
    "Sought",
    "Standing",
    "write_anew",
]
