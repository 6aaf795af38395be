"""Tables and repositories of needs and offers."""

from storage.needs.near_members import NearMember, NearMembers
from storage.needs.need_figures import NeedCounts, NeedFigures
from storage.needs.need_filters import NeedFilter
from storage.needs.needs import LETTER_KIND, Needs

__all__ = [
    "LETTER_KIND",
    "NearMember",
    "NearMembers",
    "NeedCounts",
    "NeedFigures",
    "NeedFilter",
    "Needs",
]
