"""The public page of a community: what is on it, who agreed to it, and its pages on the web."""

from handlers.public_page.shown import take_snapshots

__all__ = ["take_snapshots"]
