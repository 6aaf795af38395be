"""Wrong links, counted by where they come from: nobody may try for long."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from aiohttp import web

MOST = 20
WITHIN = timedelta(minutes=10)
_ADDRESSES = 10_000
_HOME = 64
"""Of an IPv6 address, the bits that a home or a phone does not choose itself."""


class Guesses:
    """The last wrong links. A link has 190 bits: this only spares us the work."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()

    def are_too_many(self, address: str, now: datetime) -> bool:
        """Whether an address has tried so often that it has to wait."""
        wrong = self._wrong.get(address)
        return wrong is not None and len(wrong) == MOST and now - wrong[0] < WITHIN

    def was_wrong(self, address: str, now: datetime) -> None:
        """Count one more; of those who tried, the last ten thousand are known."""
        self._wrong.setdefault(address, deque(maxlen=MOST)).append(now)
        self._wrong.move_to_end(address)
        if len(self._wrong) > _ADDRESSES:
            self._wrong.popitem(last=False)


def address_of(request: web.Request) -> str:
    """Where a request comes from, as the web server before us says it, where one is."""
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if forwarded and _is_near(remote):
        remote = forwarded
    try:
        address = ip_address(remote)
    except ValueError:
        return remote[:_HOME]
    if address.version == 6:  # noqa: PLR2004 - IPv6
        return str(ip_network((address, _HOME), strict=False))
    return str(address)


def _is_near(remote: str) -> bool:
    try:
        return ip_address(remote).is_private
    except ValueError:
        return True  # a socket of this machine
