"""Answers: drafted, published, rated, and what followed."""
