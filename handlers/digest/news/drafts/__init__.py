"""Drafts: news written in a line, by steps or from a message, looked at and edited."""
