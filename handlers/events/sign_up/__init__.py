"""Sign-up for an event: answers, guests, seats and the places offered to those who wait."""
