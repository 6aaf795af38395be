"""Limits of networks, and the pace that refusals teach."""
