"""Needs and offers of members: published, browsed, and brought together by the gardener."""

from handlers.needs.ends import ask_about_ends

__all__ = ["ask_about_ends"]
