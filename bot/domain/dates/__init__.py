"""Dates and times that people type or plan: words, days, spans, recurrence, quiet hours."""
