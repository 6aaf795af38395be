"""Lean imports: without garbage collection, and without libraries that are not needed."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lean_imports(*without: str) -> Iterator[None]:
    """Import without garbage collection, and as if the libraries `without` were not installed.

    Imports leave next to no garbage, but looking for it takes a quarter of the start; what is there
    at the end stays, and is never looked at. Libraries that can do without others load them where
    they find them, for what we do not use: Rich for the output of structlog and HTTPX, cryptography
    for passports on Telegram.
    """
    hidden = [each for each in without if each not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # importing them then fails
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        for each in hidden:
            del sys.modules[each]
