"""Figures of a community: of closed months, defined once, told everywhere alike."""

from handlers.stats.counting import Panorama, keep_next_month, panorama_of, told_from
from handlers.stats.words import cell_text, time_text

__all__ = ["Panorama", "cell_text", "keep_next_month", "panorama_of", "time_text", "told_from"]
