"""Audiences: circles and domains, named and chosen."""
