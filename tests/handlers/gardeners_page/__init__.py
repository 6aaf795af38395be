"""The gardeners' page."""
