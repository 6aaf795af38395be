"""Words and look-ups that several features share."""
