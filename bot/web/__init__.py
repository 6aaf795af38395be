"""Terreau's HTTP server."""
