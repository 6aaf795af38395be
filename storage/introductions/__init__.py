"""Tables and repositories of introductions."""

from storage.introductions.given_accounts import GivenAccount, GivenAccounts
from storage.introductions.introduction_figures import IntroductionCounts, IntroductionFigures
from storage.introductions.introduction_tables import Introduction, Side, introduction_of
from storage.introductions.introductions import Introductions
from storage.introductions.pairs import Pair

__all__ = [
    "GivenAccount",
    "GivenAccounts",
    "Introduction",
    "IntroductionCounts",
    "IntroductionFigures",
    "Introductions",
    "Pair",
    "Side",
    "introduction_of",
]
