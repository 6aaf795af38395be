"""Python's search for garbage, kept from looking again and again at what all tests share.

It would walk over each module and each collected test several times a second.
"""

import gc

import pytest

YOUNG = 20_000
"""How many new objects start a search among them."""
OLDER = 50
"""How many such searches start one among what was left by them."""


def pytest_configure() -> None:
    """Collecting tests makes no garbage worth a search."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What there is by now stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
    gc.enable()
