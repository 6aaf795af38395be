"""Letters to the Region."""

from storage.region_letter.region_letters import (
    EVENT,
    LATE_QUESTION,
    NEWS,
    QUESTION,
    RegionLetter,
    RegionLetters,
)

__all__ = [
    "EVENT",
    "LATE_QUESTION",
    "NEWS",
    "QUESTION",
    "RegionLetter",
    "RegionLetters",
]
