"""Checks of installations on Matrix."""
