"""Benches of bursts, and of storms of kills."""
