"""One person with several accounts: linking and unlinking."""
