"""Presses: on the network or in writing, and the engine's own buttons."""
