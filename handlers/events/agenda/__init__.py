"""The agenda, and events that plain words name."""
