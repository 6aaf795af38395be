"""The gardeners' page: for those who prefer a screen."""
