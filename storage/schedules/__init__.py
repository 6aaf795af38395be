"""Schedules."""

from storage.schedules.occurrences import OccurrenceState, Planned, Schedules

__all__ = [
    "OccurrenceState",
    "Planned",
    "Schedules",
]
