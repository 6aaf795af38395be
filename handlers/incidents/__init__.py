"""Deliveries in doubt, undecrypted messages and missing backups, reported to those concerned."""

from handlers.incidents.incidents import report_missing_backups, report_undecrypted_events

__all__ = ["report_missing_backups", "report_undecrypted_events"]
