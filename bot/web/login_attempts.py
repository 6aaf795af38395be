"""Wrong links by client address: nobody may guess for long."""

from collections import OrderedDict, deque
from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_network

from aiohttp import web

from bot.config.kinds import Network
from bot.web.public_addresses import Address, read_address

MOST = 20
WITHIN = timedelta(minutes=10)
_ADDRESSES = 10_000
_HOME = 64
"""Of an IPv6 address, the bits that a home or a phone does not choose itself."""


class LoginAttempts:
    """The last wrong links. A link has 190 bits: this only spares us the work."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()

    def are_too_many(self, address: str, now: datetime) -> bool:
        """True if an address has tried so often that it has to wait."""
        wrong = self._wrong.get(address)
        if wrong is None or len(wrong) < MOST:
            return False
        return timedelta() <= now - wrong[0] < WITHIN  # it may be ahead of a clock put right

    def was_wrong(self, address: str, now: datetime) -> None:
        """Count one more; of those who tried, the last ten thousand are known."""
        self._wrong.setdefault(address, deque(maxlen=MOST)).append(now)
        self._wrong.move_to_end(address)
        if len(self._wrong) > _ADDRESSES:
            self._wrong.popitem(last=False)


def address_of(request: web.Request, trusted: Collection[Network] = ()) -> str:
    """The address of a request's sender; of an IPv6 one, the network that it is in.

    `X-Forwarded-For` is read where a trusted proxy sent it: from its end, which the nearest proxy
    wrote, up to the first address that is no trusted proxy. All before that is a sender's word.
    """
    remote = request.remote or ""
    addresses = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    before = [each.strip() for each in addresses if each.strip()]
    while before and is_trusted(remote, trusted):
        remote = before.pop()
    return home_of(remote)


def home_of(remote: str) -> str:
    """The key under which an address is counted: an IPv6 address counts by its network."""
    address = _read(remote)
    if address is None:
        return remote[:_HOME]
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _HOME), strict=False))
    return str(address)


def is_unnamed_proxy(request: web.Request, trusted: Collection[Network]) -> bool:
    """True if the sender forwards for others, as it says, and is no trusted proxy."""
    return "X-Forwarded-For" in request.headers and not is_trusted(request.remote or "", trusted)


def is_trusted(remote: str, trusted: Collection[Network]) -> bool:
    """True for the address of a proxy that is believed."""
    address = _read(remote)
    return address is not None and any(address in each for each in trusted)


def _read(remote: str) -> Address | None:
    """The address; an IPv4 one that came by a socket of IPv6 is an IPv4 one."""
    address = read_address(remote)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
