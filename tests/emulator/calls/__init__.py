"""Calls over HTTP: read, checked, limited, answered, or made to fail."""
