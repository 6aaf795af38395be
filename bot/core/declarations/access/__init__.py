"""Access: the commands that a person may use, and the check on every way in."""
