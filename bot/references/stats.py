"""Figures, contributed by features."""

from dataclasses import dataclass
from typing import Any

from bot.core import CommandRef, Contributions, JobContext, Line, Text, Words
from bot.domain.dates.local_time import Period

stats_command: CommandRef[..., Any] = CommandRef("stats", "bilan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Numbers of one feature on a period: of people, never who they are."""

    order: int
    """Its place among the features."""
    title: Text
    lines: tuple[Line, ...]
    """Empty: the feature is left out."""
    brief: Words | None = None
    """The members' activity in one line; None if there was none."""


figures: Contributions[JobContext, [Period], Figures] = Contributions("figures")
"""Figures of `/stats` and of the Region's letter."""
