"""Calls for entries."""

from storage.calls.calls import (
    RESULT_IN_LETTER,
    Call,
    CallCounts,
    CallEntry,
    CallPicture,
    Calls,
    Entries,
)

__all__ = [
    "RESULT_IN_LETTER",
    "Call",
    "CallCounts",
    "CallEntry",
    "CallPicture",
    "Calls",
    "Entries",
]
