"""Plugins of pytest, and the connections that they keep for a run."""
