"""Answers: drafted, published, rated, and followed up."""
