"""Recurrence: its rules, typed and computed."""
