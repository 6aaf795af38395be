"""Tables and repositories of the directory."""

from storage.directory.listed_organisations import (
    ListedOrganisation,
    OrganisationListRow,
    OrganisationLists,
    OrganisationRow,
    Organisations,
    RemovalRequest,
    RemovalRequests,
)
from storage.directory.visible_members import (
    DirectorySearch,
    DirectoryWords,
    SoughtWord,
    VisibleMembers,
)

__all__ = [
    "DirectorySearch",
    "DirectoryWords",
    "ListedOrganisation",
    "OrganisationListRow",
    "OrganisationLists",
    "OrganisationRow",
    "Organisations",
    "RemovalRequest",
    "RemovalRequests",
    "SoughtWord",
    "VisibleMembers",
]
