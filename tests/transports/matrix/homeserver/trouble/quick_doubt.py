"""Requests that follow each other too soon."""

from itertools import pairwise

from tests.synapse.proxy import Proxy


def hasty(proxy: Proxy) -> list[float]:
    """Return the times between two failed syncs that were too short.

    A connection that was reset (499) is tried once more by aiohttp itself.
    """
    failed = [it for it in proxy.asked_for("*/sync") if it.status >= 400 and it.status != 499]
    return [b.at - a.at for a, b in pairwise(failed) if b.at - a.at < 0.9]
