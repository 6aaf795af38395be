"""The pause after failures of a network: longer after each, with jitter."""

from datetime import timedelta
from random import uniform

SECONDS = (1, 2, 5, 15, 30, 60, 120, 300)


def wait_after(failures: int) -> timedelta:
    """Time to wait after so many failures."""
    seconds = SECONDS[min(failures, len(SECONDS) - 1)]
    return timedelta(seconds=seconds * uniform(1.0, 1.25))  # noqa: S311 - jitter
