"""Secret votes, and their secrecy."""
