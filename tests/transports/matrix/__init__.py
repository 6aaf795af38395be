"""Matrix, against a real Synapse where it matters."""
