"""Look-ups: the question that is meant, the Region's people, and their rooms."""
