"""Updates: from long polling to the receiver."""
