"""Whom something is for: by circle, domain and territory."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Audience:
    """The people whom something is for; an empty part restricts nothing."""

    circles: Sequence[str] = field(default_factory=list)
    domains: Sequence[str] = field(default_factory=list)
    territories: Sequence[str] = field(default_factory=list)

    @property
    def is_everyone(self) -> bool:
        """True if no part restricts it."""
        return not (self.circles or self.domains or self.territories)
