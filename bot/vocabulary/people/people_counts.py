"""Numbers of people. Small ones are not shown: few people are easily identified."""

from bot.core import Words, text

SMALLEST_SHOWN = 5
"""Numbers of people below this are not shown."""


def people_count(count: int) -> Words:
    """A number of people, unless it is too small."""
    if 0 < count < SMALLEST_SHOWN:
        return text("fewer than {few}", few=SMALLEST_SHOWN)
    return text("{count}", count=count)
