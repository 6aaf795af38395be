"""E-mail from a terminal: `check`, and `init --mail`."""
