"""Tables and repositories of linking."""

from storage.linking.links import EVERYBODY, Account, CodeDigests, LinkCode, Links
from storage.linking.merging import Registrations, lock, merge_members

__all__ = [
    "EVERYBODY",
    "Account",
    "CodeDigests",
    "LinkCode",
    "Links",
    "Registrations",
    "lock",
    "merge_members",
]
