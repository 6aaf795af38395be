"""Features, as people meet them."""
