"""The audit: reading, filtering and exporting traces."""
