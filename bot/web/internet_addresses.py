"""Internet addresses: public or inner ones, clients that guess too often, forms of other sites."""

from collections import OrderedDict, deque
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import urlsplit

from aiohttp import web

from bot.config.kinds import Network

Address: TypeAlias = IPv4Address | IPv6Address
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""The range of the internet's addresses; others have a meaning of their own."""
_INNER_V4 = (
    IPv4Network("168.63.129.16/32"),  # Azure's own services, seen from each of its machines
    IPv4Network("192.0.0.0/24"),  # of protocols, and Oracle's metadata (192.0.0.192)
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, given up (RFC 7526)
)
"""Listed here too: `is_global` follows IANA's list as of Python's release."""
_INNER_V6 = (
    IPv6Network("2001::/23"),  # of protocols: Teredo, benchmarks, keys that look like addresses
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Prefix by which a host without IPv4 reaches an IPv4 address, the last four bytes (NAT64)."""
MOST = 20
WITHIN = timedelta(minutes=10)
_ADDRESSES = 10_000
_SAME = {"same-origin", "none"}
"""Values of `Sec-Fetch-Site` for a form of our own page."""
_HOME = 64
"""The bits of an IPv6 address that a home or a phone does not choose itself."""


def is_public(address: Address) -> bool:
    """True if this address means the same host everywhere on the internet.

    An address in which another is embedded is as public as that one.
    """
    if isinstance(address, IPv4Address):
        special = address.is_multicast or address.is_reserved
        return address.is_global and not special and not _is_in(address, _INNER_V4)
    inner = _embedded_address(address)
    if inner is not None:
        return is_public(inner)
    return address in _GLOBAL_UNICAST and address.is_global and not _is_in(address, _INNER_V6)


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


class LoginAttempts:
    """The last wrong links, at most so many in a time. A link has 190 bits: this spares us work."""

    def __init__(self, most: int = MOST, within: timedelta = WITHIN) -> None:
        self._most, self._within = most, within
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()

    def are_too_many(self, address: str, now: datetime) -> bool:
        """True if an address has tried so often that it has to wait."""
        wrong = self._wrong.get(address)
        if wrong is None or len(wrong) < self._most:
            return False
        return timedelta() <= now - wrong[0] < self._within  # it may be ahead of a clock put right

    def was_wrong(self, address: str, now: datetime) -> None:
        """Count one more; the last ten thousand addresses are remembered."""
        self._wrong.setdefault(address, deque(maxlen=self._most)).append(now)
        self._wrong.move_to_end(address)
        if len(self._wrong) > _ADDRESSES:
            self._wrong.popitem(last=False)


def is_from_own_page(
    request: web.Request, public_url: str, *, may_hide_origin: bool = True
) -> bool:
    """True if the button of a page of ours was pressed, and not one of another site.

    Where the page asks for `no-referrer` the origin of a form is `null`: it `may_hide_origin`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _SAME
    url = urlsplit(public_url)
    own = {f"{url.scheme}://{url.netloc}", *(["null"] if may_hide_origin else [])}
    return request.headers.get("Origin", "null") in own


def address_of(request: web.Request, trusted: Collection[Network] = ()) -> str:
    """The address of a request's sender; of an IPv6 one, the network that it is in.

    `X-Forwarded-For` is read where a trusted proxy sent it: from its end, which the nearest proxy
    wrote, up to the first address that is no trusted proxy. Anything before that may be forged.
    """
    remote = request.remote or ""
    addresses = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    before = [each.strip() for each in addresses if each.strip()]
    while before and is_trusted(remote, trusted):
        remote = before.pop()
    return home_of(remote)


def is_unnamed_proxy(request: web.Request, trusted: Collection[Network]) -> bool:
    """True if the sender forwards for others, as it says, and is no trusted proxy."""
    return "X-Forwarded-For" in request.headers and not is_trusted(request.remote or "", trusted)


def is_trusted(remote: str, trusted: Collection[Network]) -> bool:
    """True for the address of a trusted proxy."""
    address = _unmapped_address(remote)
    return address is not None and _is_in(address, trusted)


def home_of(remote: str) -> str:
    """The key under which an address is counted: an IPv6 address counts by its network."""
    address = _unmapped_address(remote)
    if address is None:
        return remote[:_HOME]
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _HOME), strict=False))
    return str(address)


def _unmapped_address(remote: str) -> Address | None:
    """The address; an IPv4-mapped one as IPv4."""
    address = read_address(remote)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_in(address: Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address in each for each in networks)
