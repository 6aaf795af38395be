"""Ends of polls."""
