"""The circle of a member: chosen, or proposed by a gardener."""
