"""Time that tests wait for a fact: no machine is so slow, only what hangs takes so long.

Where a fact comes, nothing is waited for. What the product must do within a time is shown with a
clock that is moved, or by what it did meanwhile: `tests/house/test_waits.py` refuses short limits.
"""

import asyncio

HANG = 200.0
"""Seconds after which what is waited for does not come."""


def patient(seconds: float = HANG) -> asyncio.Timeout:
    """Time out where something hangs."""
    return asyncio.timeout(seconds)
