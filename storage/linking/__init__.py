"""Linking."""

from storage.linking.links import EVERYBODY, Account, Digests, LinkCode, Links
from storage.linking.merging import lock, merge_members
from storage.linking.registrations import Registrations

__all__ = [
    "EVERYBODY",
    "Account",
    "Digests",
    "LinkCode",
    "Links",
    "Registrations",
    "lock",
    "merge_members",
]
