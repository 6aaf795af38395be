"""Audit labels of this feature."""

from bot.core import Act, text

LOOK_UP_FIGURES = Act(
    text("{who} saw the figures of the community"), text("see the figures of the community")
)
