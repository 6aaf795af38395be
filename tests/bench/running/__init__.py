"""Benches of a bot that runs: its start, its memory, its answers."""
