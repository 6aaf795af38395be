"""Kinds of polls."""
