"""The directory: members who chose to be found by the others."""
