"""Calls for entries: published by gardeners, entered by members, voted on with a poll."""
