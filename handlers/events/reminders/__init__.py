"""Reminders of events: chosen by members, sent by a job."""
