"""Mutants: faults put into a copy of the program on purpose, each of which a test must notice."""
