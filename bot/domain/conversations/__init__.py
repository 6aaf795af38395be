"""Pure rules of conversations: what plain words ask for."""
