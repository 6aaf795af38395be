"""The pages: named things exist, and shown conversations happen."""
