"""Tests of calls for entries."""
