"""Calls by which a handler continues with a form, a link or a button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.messages.answers import Answer
from storage.inbound import OpenForm

C = TypeVar("C")
"""The context: `Context` is made of these, so they cannot name it."""


@dataclass(frozen=True, slots=True)
class FollowUps(Generic[C]):
    """Calls into the dispatcher that a context offers to handlers."""

    ask: Callable[[C, str, dict[str, str]], Answer]
    """Open a form, with the answers known so far."""
    follow: Callable[[C, str], Answer]
    """Follow a link's word."""
    press: Callable[[C, str], Answer]
    """Press a button."""
    run: Callable[[C, str], Answer]
    """Run a command by its words."""
    resume: Callable[[C, Answer, OpenForm], Answer]
    """Give an answer, then go on with a request that was held."""
