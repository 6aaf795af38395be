"""A bot as a child process: started, watched, ended or killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


class Child:
    """A running bot; its output goes to a file that is shown when it ends by itself."""

    def __init__(self, module: str, *arguments: str, log: Path) -> None:
        self.log = log
        self.started_at = time.monotonic()
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments], stdout=file, stderr=subprocess.STDOUT
            )

    def until(self, condition: Callable[[], object], *, within: float, every: float = 0.01) -> None:
        """Wait for a condition, looked at often; the bot must stay alive."""
        until = time.monotonic() + within
        while not condition():
            if self.process.poll() is not None:
                raise RuntimeError(f"the bot ended:\n{self.log.read_text()[-3000:]}")
            if time.monotonic() > until:
                raise TimeoutError(f"not within {within} s:\n{self.log.read_text()[-3000:]}")
            time.sleep(every)

    def said(self, words: str) -> bool:
        """True if it wrote these words to its log."""
        return words in self.log.read_text()

    def resident(self) -> float:
        """Its resident memory, in MiB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def running(module: str, *arguments: str, log: Path) -> Iterator[Child]:
    """Run a bot; it never outlives us."""
    child = Child(module, *arguments, log=log)
    try:
        yield child
    finally:
        if child.process.poll() is None:
            child.kill()
