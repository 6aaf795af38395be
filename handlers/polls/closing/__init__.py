"""The end of a poll, its reminder, and news for its maker."""
