"""News for the digest: proposed, decided on, listed."""
