"""Answers of the Region, from both sides."""
