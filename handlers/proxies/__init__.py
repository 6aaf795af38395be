"""Acting for members without a phone."""

from handlers.proxies.registration import erase_expired

__all__ = ["erase_expired"]
