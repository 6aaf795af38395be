"""The result of a poll as a picture: a bar for each choice, those that come first standing out."""

from bot.core import Chart
from handlers.polls.kinds import PollView

LONGEST_CAPTION = 600
"""Characters of choices and names that still fit under a picture, with the other lines."""
_NAMES = 150
"""Characters of the names below one choice."""


def result_chart(view: PollView) -> Chart | None:
    """The chart of a result; None for kinds without bars, and where its caption would be cut."""
    poll, bars = view.poll, view.bars()
    names = _NAMES * len(poll.options) if poll.public else 0
    if not bars or len(poll.question) + sum(map(len, poll.options)) + names > LONGEST_CAPTION:
        return None
    return Chart(poll.question, bars)
