"""Attendance of an event: the list on pages and as a file, check-ins, walk-ins."""
