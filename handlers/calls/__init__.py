"""Calls for entries: published by gardeners, entered by members, voted on with a poll."""

from handlers.calls.voting import clear_calls

__all__ = ["clear_calls"]
