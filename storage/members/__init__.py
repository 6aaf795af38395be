"""Tables and repositories of members."""

from storage.members.audiences import Audiences, belonging
from storage.members.consents import Consents
from storage.members.identities import Identities
from storage.members.member_figures import MemberFigures
from storage.members.member_search import Sought
from storage.members.member_tables import Consent, Identity, Member, MemberDomain, Membership
from storage.members.members import Members, Standing
from storage.members.names import NamePart, write_anew
from storage.members.registers import Entry, Page, Registers
from storage.members.visible import CHOSE_TO_BE_FOUND

__all__ = [
    "CHOSE_TO_BE_FOUND",
    "Audiences",
    "Consent",
    "Consents",
    "Entry",
    "Identities",
    "Identity",
    "Member",
    "MemberDomain",
    "MemberFigures",
    "Members",
    "Membership",
    "NamePart",
    "Page",
    "Registers",
    "Sought",
    "Standing",
    "belonging",
    "write_anew",
]
