"""Tables and repositories of members."""

from storage.members.consents import Audiences, Consents, belonging
from storage.members.member_tables import (
    Consent,
    Identity,
    Member,
    MemberDomain,
    Membership,
    NamePart,
    agreed,
    gets_fewer,
    write_anew,
)
from storage.members.members import Identities, MemberFigures, Members, Standing
from storage.members.registers import (
    CHOSE_TO_BE_FOUND,
    Entry,
    MemberSearch,
    Newcomers,
    Page,
    Registers,
)

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
    "MemberSearch",
    "Members",
    "Membership",
    "NamePart",
    "Newcomers",
    "Page",
    "Registers",
    "Standing",
    "agreed",
    "belonging",
    "gets_fewer",
    "write_anew",
]
