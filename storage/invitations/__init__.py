"""Tables and repositories of invitations."""

from storage.invitations.imports import IMPORTS, OPEN, Import, Imports, ImportState
from storage.invitations.invitations import Invitation, Invitations
from storage.invitations.invitees import KEY, Invitee, Invitees

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
]
