"""The audit: reading, filtering and exporting traces."""

from handlers.audit.log import extend_chain

__all__ = ["extend_chain"]
