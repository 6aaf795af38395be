"""Help, the menu, the to-do list, and leaving a form."""
