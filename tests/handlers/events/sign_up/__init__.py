"""Sign up."""
