"""Tables and repositories of invitations."""

from storage.invitations.imports import (
    IMPORTS,
    KEY,
    OPEN,
    Import,
    Imports,
    ImportState,
    Invitee,
    Invitees,
)
from storage.invitations.invitations import (
    Invitation,
    Invitations,
    RefusedAddress,
    RefusedAddresses,
)

__all__ = [
    "IMPORTS",
    "KEY",
    "OPEN",
    "Import",
    "ImportState",
    "Imports",
    "Invitation",
    "Invitations",
    "Invitee",
    "Invitees",
    "RefusedAddress",
    "RefusedAddresses",
]
