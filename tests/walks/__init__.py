"""Walks of people through the whole bot."""
