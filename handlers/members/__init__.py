"""The register of members: listing, filters, export."""
