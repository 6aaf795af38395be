"""The terminal: its language, options, progress and exit statuses."""
