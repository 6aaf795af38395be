"""The question of the week."""
