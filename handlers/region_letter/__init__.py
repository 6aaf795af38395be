"""The letter to the Region: words of members, on a schedule of its own."""

from handlers.region_letter.letter import (
    hold_doubtful_region_letter,
    miss_region_letter,
    send_region_letter,
)

__all__ = ["hold_doubtful_region_letter", "miss_region_letter", "send_region_letter"]
