"""Newcomers: welcomed by a member or the team, and asked after a week how it was."""

from handlers.newcomers.first_week import ask_about_first_weeks

__all__ = ["ask_about_first_weeks"]
