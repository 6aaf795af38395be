"""Reading calendars of others into events that may be proposed."""
