"""Letters to the Region."""

from storage.region_letter.region_letters import (
    CARD,
    LATE_QUESTION,
    QUESTION,
    RegionLetter,
    RegionLetters,
)

__all__ = [
    "CARD",
    "LATE_QUESTION",
    "QUESTION",
    "RegionLetter",
    "RegionLetters",
]
