"""Calendars that we write."""
