"""Tables and repositories of polls."""

from storage.polls.polls import NewPoll, Poll, Polls, Turn

__all__ = [
    "NewPoll",
    "Poll",
    "Polls",
    "Turn",
]
