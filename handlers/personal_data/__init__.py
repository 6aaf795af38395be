"""The notice, personal data on request, leaving and erasure."""
