"""Cards of polls: in rooms, in private, and while votes are secret."""
