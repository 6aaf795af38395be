"""Tables and repositories of working groups."""

from storage.groups.group_tables import Group, GroupMember, GroupReport, GroupSpace
from storage.groups.groups import (
    END_KIND,
    REPORT_KIND,
    GroupFigures,
    GroupMembers,
    Groups,
    groups_with,
)

__all__ = [
    "END_KIND",
    "REPORT_KIND",
    "Group",
    "GroupFigures",
    "GroupMember",
    "GroupMembers",
    "GroupReport",
    "GroupSpace",
    "Groups",
    "groups_with",
]
