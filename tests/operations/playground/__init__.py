"""The playground in the browser."""
