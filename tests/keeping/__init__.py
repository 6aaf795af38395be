"""Tests of `bot.keeping`."""
