"""Tables and repositories of polls."""

from storage.polls.awaited_votes import AwaitedVotes
from storage.polls.ballot_boxes import BallotBoxes
from storage.polls.ballot_counts import BallotCounts
from storage.polls.ballots import Ballots
from storage.polls.poll_events import PollEvents
from storage.polls.poll_figures import PollCounts, PollFigures
from storage.polls.poll_proposals import PROPOSED_BY, PollProposals
from storage.polls.poll_tables import Poll, PollRow
from storage.polls.poll_words import PollWords, WordsOnPolls
from storage.polls.polls import ListedTurn, NewPoll, Polls, Turn
from storage.polls.secret_votes import SecretVotes, Turnout

__all__ = [
    "PROPOSED_BY",
    "AwaitedVotes",
    "BallotBoxes",
    "BallotCounts",
    "Ballots",
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
    "WordsOnPolls",
]
