"""Progress bars at a terminal; where nobody looks, nothing is printed."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import Progress, track

from bot.core.messages.content import Words
from bot.operations.terminal import in_terminal_language

Thing = TypeVar("Thing")


class Watch(Protocol):
    """Passes things on one by one, and is told how many there will be."""

    def __call__(self, things: Iterable[Thing], total: int) -> Iterable[Thing]:
        """Give the things as they are."""


def unwatched(things: Iterable[Thing], total: int) -> Iterable[Thing]:  # noqa: ARG001 - a `Watch`
    """Pass the things on, and show nothing."""
    return things


def bar(words: Words) -> Watch:
    """A bar on standard error, with these words before it."""

    def watched(things: Iterable[Thing], total: int) -> Iterable[Thing]:
        return track(
            things,
            in_terminal_language(words),
            total,
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )

    return watched


@contextmanager
def steps(words: Words) -> Iterator[Callable[[int, int], None]]:
    """A bar for work that tells how many of how many steps are done."""
    with Progress(
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as progress:
        task = progress.add_task(in_terminal_language(words), total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
