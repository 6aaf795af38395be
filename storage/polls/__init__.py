"""Tables and repositories of polls."""

from storage.polls.ballots import Ballots
from storage.polls.poll_figures import PollCounts, PollFigures
from storage.polls.poll_tables import Poll
from storage.polls.polls import NewPoll, Polls, Turn

__all__ = [
    "Ballots",
    "NewPoll",
    "Poll",
    "PollCounts",
    "PollFigures",
    "Polls",
    "Turn",
]
