"""Digest."""

from handlers.digest.approvals import missing_approval_text
from handlers.digest.draft_changes import (
    add_to_digest,
    announce_next_digest,
    change_digest_day,
    remove_from_digest,
)

__all__ = [
    "add_to_digest",
    "announce_next_digest",
    "change_digest_day",
    "missing_approval_text",
    "remove_from_digest",
]
