"""Questions and answers in the letter."""
