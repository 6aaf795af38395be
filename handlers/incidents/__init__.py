"""Deliveries in doubt and messages that could not be decrypted, reported to those concerned."""

from handlers.incidents.incidents import report_undecrypted_events

__all__ = ["report_undecrypted_events"]
