"""Needs and offers of members: published, browsed, and brought together by the gardener."""

from handlers.needs.own_need import ask_about_ends

__all__ = ["ask_about_ends"]
