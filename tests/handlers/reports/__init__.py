"""Tests of reported messages."""
