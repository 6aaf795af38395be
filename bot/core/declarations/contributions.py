"""Contributions of features to others, and to the engine: tasks that wait, codes that are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, ParamSpec, TypeVar

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.declarations.registry import declarations_of
from bot.core.messages.content import Answer, Button, Words

C = TypeVar("C", bound=JobContext)
P = ParamSpec("P")
R = TypeVar("R")


class Contributions(Generic[C, P, R]):
    """Functions that features declare with `@router.contribution`, and one feature collects.

    Made in `bot/references/<feature>.py` of the feature that collects; the engine's stand below.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def collect(self, ctx: C, /, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Call all of them, by their order, then in the order of the features' packages."""
        declared = declarations_of(ctx).contributions.get(self.name, ())
        return [each.call(ctx, *args, **kwargs) for each in declared]

    def first(self, ctx: C, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Call them until one gives something; None if none does."""
        declared = declarations_of(ctx).contributions.get(self.name, ())
        given = (each.call(ctx, *args, **kwargs) for each in declared)
        return next((each for each in given if each is not None), None)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: a line, the buttons that settle it, and when it becomes late."""

    line: Words
    buttons: tuple[Button, ...]
    due: datetime | None = None


todos: Contributions[Context, [], Sequence[Todo]] = Contributions("todos")
"""Tasks that wait for gardeners today, with the context of the reader of `/todo`."""
start_codes: Contributions[Context, [str], Answer] = Contributions("start codes")
"""Answers to codes from `/start CODE`; None for a code of another feature."""


def waiting(ctx: Context) -> Sequence[Todo]:
    """All tasks of the community, the most urgent first."""
    found = [each for listed in todos.collect(ctx) for each in listed]
    return sorted(found, key=lambda each: (each.due is None, each.due or ctx.now))
