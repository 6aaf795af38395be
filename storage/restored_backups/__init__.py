"""Restored backups: when there was one, and the erasures that are done again in it."""

from storage.restored_backups.restorations import (
    KEY,
    LIST,
    Erased,
    Erasure,
    ErasureKeyLost,
    ErasureList,
    LostTime,
    Recogniser,
    Restorations,
    email_trace,
    member_trace,
    traces_in,
)

__all__ = [
    "KEY",
    "LIST",
    "Erased",
    "Erasure",
    "ErasureKeyLost",
    "ErasureList",
    "LostTime",
    "Recogniser",
    "Restorations",
    "email_trace",
    "member_trace",
    "traces_in",
]
