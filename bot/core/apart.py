"""What is drawn in a process of its own: what draws takes long to load, and much memory."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import ParamSpec

P = ParamSpec("P")


def drawn_apart(draw: Callable[P, bytes], seconds: float, *args: P.args, **more: P.kwargs) -> bytes:
    """What `draw` gives; to be called in a thread. Raises `TimeoutError` after so many seconds."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        return worker.submit(draw, *args, **more).result(seconds)
