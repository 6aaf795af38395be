"""Which addresses are outside: on the internet for all to see, and not in some inner network."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

_GIVEN_OUT = IPv6Network("2000::/3")
"""Where the addresses of the internet are; what is elsewhere has a meaning of its own."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""How a host without IPv4 reaches an IPv4 address, which are the last four bytes (NAT64)."""


def is_public(address: Address) -> bool:
    """Whether anybody on the internet means the same host by this address.

    An address that carries another one within is as public as that one.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    inner = _within(address)
    if inner is not None:
        return is_public(inner)
    return address in _GIVEN_OUT and address.is_global and address.teredo is None


def read_address(host: str) -> Address | None:
    """The address that a host's name is, where it is one."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _within(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
