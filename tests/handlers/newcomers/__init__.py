"""Newcomers: welcomed by a member or the team, asked after a week."""
