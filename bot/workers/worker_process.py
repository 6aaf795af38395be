"""Slow or untrusted work, in a worker process that has limits.

How long it may take holds everywhere; how much memory and processor time, where the system limits a
process: Linux and FreeBSD do, macOS and Windows do not (see `can_limit`).
"""

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Timer
from typing import Any, ParamSpec

P = ParamSpec("P")

DRAWING_MEMORY, READING_MEMORY = 2 * 1024**3, 1024**3
"""Bytes that a process may ask for, with its code and what it never uses."""
MOST_READ = 64 * 1024**2
"""Bytes that may be handed back of what was read."""


def can_limit() -> bool:
    """True if this system can limit the memory and the processor time of a process."""
    return sys.platform.startswith(("linux", "freebsd"))


def drawn_apart(draw: Callable[P, bytes], seconds: float, *args: P.args, **more: P.kwargs) -> bytes:
    """Call `draw` in a worker process and return its result; to be called in a thread.

    Raises `TimeoutError` after so many seconds, `BrokenExecutor` where it took too much.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        return worker.submit(_limited, draw, DRAWING_MEMORY, seconds, args, more).result(seconds)


class NotRead(Exception):
    """A file could not be read within the limits, or its reader crashed."""


def read_apart(
    read: Callable[..., bytes],
    seconds: float,
    *args: Any,  # noqa: ANN401 - what `read` takes
    **more: Any,  # noqa: ANN401 - likewise
) -> bytes:
    """Call `read` on hostile input in a worker process; to be called in a thread.

    The process is killed after so many seconds. Raises `NotRead` then, or if it failed or
    needed too much memory.
    """
    spawning = get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    reader = spawning.Process(
        target=_hand_back, args=(theirs, read, seconds, args, more), daemon=True
    )
    reader.start()
    theirs.close()
    end = Timer(seconds, reader.kill)  # also one that began to hand back, and stopped
    end.start()
    try:
        return ours.recv_bytes(MOST_READ)
    except (EOFError, OSError) as error:
        raise NotRead from error
    finally:
        end.cancel()
        reader.kill()
        reader.join()
        ours.close()


def _hand_back(
    to: Connection,
    read: Callable[..., bytes],
    seconds: float,
    args: tuple[Any, ...],
    more: Mapping[str, Any],
) -> None:
    with suppress(Exception):  # whose text may repeat what was read; nothing handed back says it
        to.send_bytes(_limited(read, READING_MEMORY, seconds, args, more))


def _limited(
    work: Callable[..., bytes],
    memory: int,
    seconds: float,
    args: tuple[Any, ...],
    more: Mapping[str, Any],
) -> bytes:
    """Do it in this process, which is for nothing else, within limits."""
    if can_limit():
        import resource  # noqa: PLC0415 - not on Windows

        wanted = {resource.RLIMIT_AS: memory, resource.RLIMIT_CPU: ceil(seconds)}
        for what, most in wanted.items():
            _, hard = resource.getrlimit(what)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (least, least))
    return work(*args, **more)
