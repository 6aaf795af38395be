"""Proxies."""

from handlers.proxies.expired_requests import erase_expired

__all__ = [
    "erase_expired",
]
