"""Rules of polls: choices and tally."""
