"""Contributions of several features to one: of their own kinds, tasks, sections of the letter."""
