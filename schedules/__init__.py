"""Recurring jobs, a file for each feature."""
