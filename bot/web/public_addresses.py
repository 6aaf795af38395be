"""Addresses on the public internet, as opposed to those of an inner network."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

_GIVEN_OUT = IPv6Network("2000::/3")
"""The range of the internet's addresses; others have a meaning of their own."""
_INNER_V4 = (
    IPv4Network("168.63.129.16/32"),  # Azure's own services, seen from each of its machines
    IPv4Network("192.0.0.0/24"),  # of protocols, and Oracle's metadata (192.0.0.192)
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, given up (RFC 7526)
)
"""Named here too, since `is_global` is what the list of IANA was when Python was released."""
_INNER_V6 = (
    IPv6Network("2001::/23"),  # of protocols: Teredo, benchmarks, keys that look like addresses
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Prefix by which a host without IPv4 reaches an IPv4 address, the last four bytes (NAT64)."""


def is_public(address: Address) -> bool:
    """True if anybody on the internet means the same host by this address.

    An address that carries another one within is as public as that one.
    """
    if isinstance(address, IPv4Address):
        special = address.is_multicast or address.is_reserved
        return address.is_global and not special and not _is_in(address, _INNER_V4)
    inner = _embedded_address(address)
    if inner is not None:
        return is_public(inner)
    return address in _GIVEN_OUT and address.is_global and not _is_in(address, _INNER_V6)


def _is_in(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in each for each in networks)


def read_address(host: str) -> Address | None:
    """The address that a host's name is, where it is one."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def _embedded_address(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
