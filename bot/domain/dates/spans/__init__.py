"""Spans: the beginning and end of an event, as people type them."""
