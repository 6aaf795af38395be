"""`terreau init`: a conversation that ends with a configuration file."""
