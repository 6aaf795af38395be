"""Tables and repositories of coffees: who takes part, rounds, who was proposed to whom."""

from storage.pairs.pair_questions import PairQuestion, PairQuestions
from storage.pairs.pair_tables import PairMeeting, PairMember, PairRefusal, PairRound, PairSide
from storage.pairs.pairs import PairFigures, PairMembers, Pairs, Proposed, subject_of

__all__ = [
    "PairFigures",
    "PairMeeting",
    "PairMember",
    "PairMembers",
    "PairQuestion",
    "PairQuestions",
    "PairRefusal",
    "PairRound",
    "PairSide",
    "Pairs",
    "Proposed",
    "subject_of",
]
