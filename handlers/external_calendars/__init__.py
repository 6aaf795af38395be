"""Calendars of others: subscriptions and proposed events."""

from handlers.external_calendars.calendar_import import fetch_due_calendars

__all__ = ["fetch_due_calendars"]
