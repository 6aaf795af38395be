"""Visits at members' homes."""
