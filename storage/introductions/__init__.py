"""Tables and repositories of introductions."""

from storage.introductions.introduction_tables import (
    GivenAccount,
    GivenAccounts,
    Introduction,
    IntroductionCounts,
    IntroductionFigures,
    Pair,
    Side,
    introduction_of,
)
from storage.introductions.introductions import Introductions, introduced_since

__all__ = [
    "GivenAccount",
    "GivenAccounts",
    "Introduction",
    "IntroductionCounts",
    "IntroductionFigures",
    "Introductions",
    "Pair",
    "Side",
    "introduced_since",
    "introduction_of",
]
