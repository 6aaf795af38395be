"""Drafting an event: its fields, its audience, and its announcement."""
