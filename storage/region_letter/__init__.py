"""Letters to the Region."""

from storage.region_letter.region_letters import (
    CARD,
    EVENT,
    LATE_QUESTION,
    NEWS,
    QUESTION,
    RegionLetter,
    RegionLetters,
)

__all__ = [
    "CARD",
    "EVENT",
    "LATE_QUESTION",
    "NEWS",
    "QUESTION",
    "RegionLetter",
    "RegionLetters",
]
