"""Terreau, a bot that keeps a civic community alive."""
