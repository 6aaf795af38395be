"""Reports of messages."""

from storage.reports.reports import Report, Reports

__all__ = [
    "Report",
    "Reports",
]
