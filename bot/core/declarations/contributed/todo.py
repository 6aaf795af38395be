"""Tasks that wait for gardeners, collected from features: see `Router.todo`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.context.context import Context
from bot.core.declarations.registry import declarations_of
from bot.core.messages.content import Button, Words


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: a line, the buttons that settle it, and when it becomes late."""

    line: Words
    buttons: tuple[Button, ...]
    due: datetime | None = None


def waiting(ctx: Context) -> Sequence[Todo]:
    """All tasks of the community, the most urgent first."""
    found = [each for tell in declarations_of(ctx).todos for each in tell(ctx)]
    return sorted(found, key=lambda each: (each.due is None, each.due or ctx.now))
