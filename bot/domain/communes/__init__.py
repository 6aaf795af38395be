"""The communes of France, known offline: found as people write them, told apart by department."""

from bot.domain.communes.register import (
    Commune,
    Department,
    Region,
    at,
    departments,
    departments_called,
    departments_named,
    regions,
)
from bot.domain.communes.search import codes_around, find, guess

__all__ = [
    "Commune",
    "Department",
    "Region",
    "at",
    "codes_around",
    "departments",
    "departments_called",
    "departments_named",
    "find",
    "guess",
    "regions",
]
