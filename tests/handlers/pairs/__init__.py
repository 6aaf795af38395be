"""Coffees between members."""
