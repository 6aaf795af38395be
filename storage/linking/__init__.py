"""Tables and repositories of linking."""

from storage.linking.links import EVERYBODY, Account, CodeDigests, LinkCode, Links
from storage.linking.merging import lock, merge_members
from storage.linking.registrations import Registrations

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
