"""Tables and repositories of the directory."""

from storage.directory.directory_words import DirectoryWords
from storage.directory.organisation_lists import OrganisationListRow, OrganisationLists
from storage.directory.organisations import ListedOrganisation, OrganisationRow, Organisations
from storage.directory.removal_requests import RemovalRequest, RemovalRequests
from storage.directory.visible_members import DirectorySearch, SoughtWord, VisibleMembers

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
