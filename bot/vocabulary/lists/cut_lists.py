"""Lists of which only the first things are shown."""

from bot.core import Text, ntext


def others_lines(count: int) -> list[Text]:
    """The line that says how many others there are; none if all are shown."""
    return [ntext("And {count} more.", "And {count} more.", count)] if count > 0 else []
