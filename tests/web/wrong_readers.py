"""Readers that do wrong, for worker processes: a module that loads quickly in each of them."""

import os
import time
from contextlib import suppress

from bot.workers.worker_process import HEAD, MOST_READ


def read_for_ever(*_args: object, **_more: object) -> bytes:
    time.sleep(600)
    return b""


def break_down() -> bytes:
    raise MemoryError


def stall() -> bytes:
    """Announce a thousand bytes on the way back, as a reader that was taken over may."""
    announced = HEAD.pack(True, 1000)  # noqa: FBT003 - a result
    for way in range(3, 64):
        with suppress(OSError):
            os.write(way, announced)
    return read_for_ever()


def fill_memory(size: int) -> bytes:
    return bytes(bytearray(size)[:10])


def return_too_much() -> bytes:
    return b"x" * (MOST_READ + 1)


def processor_seconds() -> bytes:
    import resource  # noqa: PLC0415 - as where it is limited

    return "{} {}".format(*resource.getrlimit(resource.RLIMIT_CPU)).encode()
