"""Letters to the Region."""

from storage.region_letter.region_letters import CARD, RegionLetter, RegionLetters

__all__ = [
    "CARD",
    "RegionLetter",
    "RegionLetters",
]
