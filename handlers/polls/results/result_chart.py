"""The result of a poll as a picture: a bar for each choice, those that come first standing out."""

from collections.abc import Sequence

from bot.core import Chart, Line, Reader, Text
from handlers.polls.kinds import PollView

LONGEST_CAPTION = 900
"""Characters that networks take under a picture (Telegram: 1,024), with room for corrections."""


def result_chart(view: PollView, caption: Sequence[Line]) -> Chart | None:
    """The chart of a result; None for kinds without bars, and where its caption would be cut."""
    bars = view.bars()
    if not bars or _length(view, caption) > LONGEST_CAPTION:
        return None
    return Chart(view.poll.question, bars)


def _length(view: PollView, caption: Sequence[Line]) -> int:
    """The characters of a caption in French, which is longer than English."""
    reader = Reader("fr", view.ctx.zone, view.ctx.today)
    words = (line if isinstance(line, str | Text) else line.words for line in caption)
    return sum(len(reader.say(each)) + 1 for each in words)
