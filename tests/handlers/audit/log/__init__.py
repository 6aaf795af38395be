"""The audit log, as cultivators read it."""
