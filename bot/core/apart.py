"""What is done in a process of its own: it takes long to load, or much memory, or may not end."""

from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, ParamSpec

P = ParamSpec("P")


def drawn_apart(draw: Callable[P, bytes], seconds: float, *args: P.args, **more: P.kwargs) -> bytes:
    """What `draw` gives; to be called in a thread. Raises `TimeoutError` after so many seconds."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        return worker.submit(draw, *args, **more).result(seconds)


class NotRead(Exception):
    """What somebody sent could not be read in its time, or broke what read it."""


def read_apart(
    read: Callable[..., bytes],
    seconds: float,
    *args: Any,  # noqa: ANN401 - what `read` takes
    **more: Any,  # noqa: ANN401 - likewise
) -> bytes:
    """What `read` gives of what may be hostile; to be called in a thread.

    It is ended after so many seconds whatever it does; raises `NotRead` then, or where it failed.
    """
    spawning = get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    reader = spawning.Process(target=_hand_back, args=(theirs, read, args, more), daemon=True)
    reader.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise NotRead
        return ours.recv_bytes()
    except EOFError as error:
        raise NotRead from error
    finally:
        reader.kill()
        reader.join()
        ours.close()


def _hand_back(
    to: Connection, read: Callable[..., bytes], args: tuple[Any, ...], more: Mapping[str, Any]
) -> None:
    with suppress(Exception):  # whose text may repeat what was read; nothing handed back says it
        to.send_bytes(read(*args, **more))
