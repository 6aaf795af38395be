"""External calendars."""
