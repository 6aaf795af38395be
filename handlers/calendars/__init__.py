"""Calendars to subscribe to: files and secret addresses."""
