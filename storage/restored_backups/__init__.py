"""Backups: the last good one, restored ones, and the erasures that are done again in these."""

from storage.restored_backups.restorations import (
    KEY,
    LIST,
    Backups,
    Erased,
    Erasure,
    ErasureKeyLost,
    ErasureList,
    LastBackup,
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
    "Backups",
    "Erased",
    "Erasure",
    "ErasureKeyLost",
    "ErasureList",
    "LastBackup",
    "LostTime",
    "Recogniser",
    "Restorations",
    "email_trace",
    "member_trace",
    "traces_in",
]
