"""Figures of closed months, and the addresses of pages that show them."""

from storage.stats.monthly_figures import (
    FigurePage,
    FigurePages,
    MonthlyFigure,
    MonthlyFigures,
)

__all__ = [
    "FigurePage",
    "FigurePages",
    "MonthlyFigure",
    "MonthlyFigures",
]
