"""Time that tests wait for a fact: longer than it takes, as a machine with other work is slower.

Where a fact comes, nothing is waited for; what must come within a time is asserted by itself.
"""

import asyncio

PATIENCE = 6.0
"""How many times slower than one with nothing else to do a machine may be."""


def patient(seconds: float) -> asyncio.Timeout:
    """Time out after so many seconds of a machine with nothing else to do."""
    return asyncio.timeout(PATIENCE * seconds)
