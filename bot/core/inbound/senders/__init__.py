"""Senders: who writes, in which community, and the members whom they name."""
