"""Python's search for garbage, kept from looking again and again at what all tests share.

It would walk over each module and each collected test several times a second.
"""

import gc

import pytest

YOUNG = 20_000
"""The number of new objects that start a search among them."""
OLDER = 50
"""The number of such searches that start one among their remains."""


def pytest_configure() -> None:
    """Collecting tests makes no garbage worth a search."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Keep all that there is until the end: a search for garbage in it would find little."""
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
    gc.enable()
