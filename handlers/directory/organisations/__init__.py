"""Organisations of the directory, from lists that gardeners bring."""
