"""Rides to events."""
