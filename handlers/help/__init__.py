"""Help, the menu, and leaving a form."""
