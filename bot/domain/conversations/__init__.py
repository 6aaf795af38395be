"""Pure rules of conversations: intents of plain words."""
