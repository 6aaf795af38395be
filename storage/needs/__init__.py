"""Tables and repositories of needs and offers."""

from storage.needs.needs import (
    LETTER_KIND,
    NearMember,
    NearMembers,
    NeedCounts,
    NeedFigures,
    NeedFilter,
    Needs,
)

__all__ = [
    "LETTER_KIND",
    "NearMember",
    "NearMembers",
    "NeedCounts",
    "NeedFigures",
    "NeedFilter",
    "Needs",
]
