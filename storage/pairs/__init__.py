"""Tables and repositories of coffees: who takes part, rounds, who was proposed to whom."""

from storage.pairs.pair_members import PairMember, PairMembers, PairQuestion, PairQuestions
from storage.pairs.pairs import (
    PairFigures,
    PairMeeting,
    PairRefusal,
    PairRound,
    Pairs,
    PairSide,
    Proposed,
    subject_of,
)

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
