"""Acting for members without a phone."""

from handlers.proxies.expired_requests import erase_expired

__all__ = [
    "erase_expired",
]
