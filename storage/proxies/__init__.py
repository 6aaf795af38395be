"""Tables and repositories of proxies."""

from storage.proxies.proxies import Proxied, Proxies, Proxy

__all__ = [
    "Proxied",
    "Proxies",
    "Proxy",
]
