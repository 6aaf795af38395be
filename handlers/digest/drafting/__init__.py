"""The draft of the next letter, changed and ordered; letters that were sent."""
