"""Figures of a community: of closed months, defined once, told everywhere alike."""

from handlers.stats.figures import (
    Panorama,
    cell_text,
    keep_next_month,
    last_month_within,
    panorama_of,
    time_text,
)

__all__ = [
    "Panorama",
    "cell_text",
    "keep_next_month",
    "last_month_within",
    "panorama_of",
    "time_text",
]
