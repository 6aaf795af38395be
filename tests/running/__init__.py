"""The whole program, as a host runs it."""
