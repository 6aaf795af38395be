"""Figures of a community: of closed months, defined once, told everywhere alike."""

from handlers.stats.counting import Panorama, keep_next_month, last_month_within, panorama_of
from handlers.stats.words import cell_text, time_text

__all__ = [
    "Panorama",
    "cell_text",
    "keep_next_month",
    "last_month_within",
    "panorama_of",
    "time_text",
]
