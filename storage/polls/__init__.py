"""Tables and repositories of polls."""

from storage.polls.awaited_votes import AwaitedVotes
from storage.polls.ballot_boxes import BallotBoxes, SecretVotes, Turnout
from storage.polls.ballots import BallotCounts, Ballots, PollCounts, PollFigures
from storage.polls.poll_tables import Poll, PollRow
from storage.polls.poll_words import LetterAsk, PollWords, WordsOnPolls
from storage.polls.polls import (
    PROPOSED_BY,
    ListedTurn,
    NewPoll,
    PollEvents,
    PollProposals,
    Polls,
    Turn,
    WeeklyQuestion,
    WeeklyQuestions,
)

__all__ = [
    "PROPOSED_BY",
    "AwaitedVotes",
    "BallotBoxes",
    "BallotCounts",
    "Ballots",
    "LetterAsk",
    "ListedTurn",
    "NewPoll",
    "Poll",
    "PollCounts",
    "PollEvents",
    "PollFigures",
    "PollProposals",
    "PollRow",
    "PollWords",
    "Polls",
    "SecretVotes",
    "Turn",
    "Turnout",
    "WeeklyQuestion",
    "WeeklyQuestions",
    "WordsOnPolls",
]
