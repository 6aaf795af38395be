"""Tables and repositories of polls."""

from storage.polls.ballots import Ballots
from storage.polls.poll_events import DateAnswer, PollEvents
from storage.polls.poll_figures import PollCounts, PollFigures
from storage.polls.poll_tables import Poll
from storage.polls.poll_words import PollWords, WordsOnPolls
from storage.polls.polls import NewPoll, Polls, Turn

__all__ = [
    "Ballots",
    "DateAnswer",
    "NewPoll",
    "Poll",
    "PollCounts",
    "PollEvents",
    "PollFigures",
    "PollWords",
    "Polls",
    "Turn",
    "WordsOnPolls",
]
