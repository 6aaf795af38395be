"""Figures: each is defined once, by the feature that counts it, for all who tell it.

`/stats`, its pictures, files and page, the letter to the Region, the public page and open data tell
these figures, of closed months only: see `bot/domain/stats.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import Act, ButtonRef, Card, CommandRef, Contributions, JobContext, Text, text
from bot.domain.dates.local_time import Period
from bot.domain.stats import Counted, FigureKind

LOOK_UP_FIGURES = Act(
    text("{who} saw the figures of the community"), text("see the figures of the community")
)

stats_command: CommandRef[..., Any] = CommandRef("stats", "bilan")
offer_figure_files: ButtonRef[[], Card | Text] = ButtonRef("stats_files")
offer_figure_page: ButtonRef[[], Card | Text] = ButtonRef("stats_page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number: of people, never who they are."""

    key: str
    """Its name in files: `people_came`."""
    title: Text
    definition: Text
    kind: FigureKind
    part_of: str = ""
    """The figure whose rest must not be small either."""
    only_now: bool = False
    """True if it cannot be counted any more when some weeks are over."""

    @property
    def is_lasting(self) -> bool:
        """True if months long past can still be counted."""
        return not (self.only_now or self.kind.is_momentary)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSet:
    """The figures of one feature, counted together."""

    order: int
    """Its place among the features."""
    theme: Text
    figures: tuple[Figure, ...]
    count: Callable[[JobContext, Period], Mapping[str, Counted]]
    """The number of each figure in a period, by its key."""


figures: Contributions[JobContext, [], FigureSet] = Contributions("figures")
"""All figures of a community. A feature adds its own; nothing else has to know of them."""
