"""Slow or untrusted work, in a worker process that has limits.

How long it may take holds everywhere; how much memory and processor time, where the system limits a
process: Linux and FreeBSD do, macOS and Windows do not (see `can_limit`).
"""

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from threading import Timer
from typing import IO, Any, ParamSpec, cast

P = ParamSpec("P")

DRAWING_MEMORY, READING_MEMORY = 2 * 1024**3, 1024**3
"""Bytes that a process may ask for, with its code and memory that it never uses."""
MOST_READ = 64 * 1024**2
"""Bytes of one result."""

# Not by multiprocessing, which loads all that this program is made of once more.
_PROGRAM = "from bot.workers.worker_process import run; run()"
HEAD = struct.Struct("!?I")
"""The header of a result: true, or false where it names an error; and its length in bytes."""


class WorkFailed(Exception):
    """The work failed, took too much, or its process crashed: the type of its error, if known."""


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """Limits of a worker process."""

    seconds: float
    """It is killed when its next result takes longer."""
    memory: int
    """Bytes of address space."""
    processor_seconds: int
    """Processor time until its end."""


class WorkerProcess:
    """A process that does one piece of work; to be used in a thread, and closed."""

    def __init__(
        self,
        work: Callable[..., bytes | Iterable[bytes]],
        limits: WorkLimits,
        *args: Any,  # noqa: ANN401 - what `work` takes
        **more: Any,  # noqa: ANN401 - likewise
    ) -> None:
        """Begin; raises `WorkFailed` where no process can be started.

        The work and its arguments are pickled; its results are bytes.
        """
        self._seconds = limits.seconds
        try:
            self._process = subprocess.Popen(  # noqa: S603 - it is our own program
                [sys.executable, "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        except OSError as error:
            raise WorkFailed(type(error).__name__) from error
        asked = pickle.dumps((limits, work, args, more))
        with self._killed_when_late(), suppress(BrokenPipeError):  # then `receive` raises
            stdin = cast("IO[bytes]", self._process.stdin)
            with stdin:
                stdin.write(asked)

    def receive(self) -> bytes:
        """Wait for the next result; raises `WorkFailed`, also when there is none any more."""
        results = cast("IO[bytes]", self._process.stdout)
        with self._killed_when_late():  # also one that began to hand back, and stopped
            head = results.read(HEAD.size)
            is_made, size = HEAD.unpack(head) if len(head) == HEAD.size else (False, 0)
            result = results.read(size) if size <= MOST_READ else b""
        if not is_made or len(result) < size:
            raise WorkFailed(result.decode(errors="replace"))
        return result

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        cast("IO[bytes]", self._process.stdout).close()

    @property
    def is_over(self) -> bool:
        """True once the process has ended."""
        return self._process.returncode is not None

    @contextmanager
    def _killed_when_late(self) -> Iterator[None]:
        end = Timer(self._seconds, self._process.kill)
        end.start()
        try:
            yield
        finally:
            end.cancel()


def can_limit() -> bool:
    """True if this system can limit the memory and the processor time of a process."""
    return sys.platform.startswith(("linux", "freebsd"))


def draw_in_worker(
    draw: Callable[P, bytes], seconds: float, *args: P.args, **more: P.kwargs
) -> bytes:
    """Call `draw` in a worker process; to be called in a thread. Raises `WorkFailed`."""
    return _run_once(draw, DRAWING_MEMORY, seconds, *args, **more)


def read_in_worker(
    read: Callable[..., bytes],
    seconds: float,
    *args: Any,  # noqa: ANN401 - what `read` takes
    **more: Any,  # noqa: ANN401 - likewise
) -> bytes:
    """Call `read` on hostile input in a worker process; to be called in a thread.

    Raises `WorkFailed`.
    """
    return _run_once(read, READING_MEMORY, seconds, *args, **more)


def _run_once(
    work: Callable[..., bytes],
    memory: int,
    seconds: float,
    *args: Any,  # noqa: ANN401 - what `work` takes
    **more: Any,  # noqa: ANN401 - likewise
) -> bytes:
    limits = WorkLimits(seconds, memory, ceil(seconds))
    with closing(WorkerProcess(work, limits, *args, **more)) as worker:
        return worker.receive()


def run() -> None:
    """The main function of the worker process: the work comes in at standard input."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as results:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # for what the work may print
        limits, work, args, more = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own program
        limit(limits)
        try:
            made = work(*args, **more)
            for each in [made] if isinstance(made, bytes) else made:
                results.write(HEAD.pack(True, len(each)) + each)  # noqa: FBT003 - made
                results.flush()
        except Exception as error:  # noqa: BLE001 - its text may repeat what was read
            kind = type(error).__qualname__.encode()
            results.write(HEAD.pack(False, len(kind)) + kind)  # noqa: FBT003 - not made


def limit(limits: WorkLimits) -> None:
    """Limit the memory and the processor time of this process."""
    if can_limit():
        import resource  # noqa: PLC0415 - not on Windows

        wanted = {resource.RLIMIT_AS: limits.memory, resource.RLIMIT_CPU: limits.processor_seconds}
        for what, most in wanted.items():
            _, hard = resource.getrlimit(what)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (least, least))
