"""Audiences: by circle, domain, territory, and attended events."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience; an empty part restricts nothing."""

    circles: Sequence[str] = field(default_factory=list)
    domains: Sequence[str] = field(default_factory=list)
    territories: Sequence[str] = field(default_factory=list)
    events: Sequence[int] = field(default_factory=list)
    """Ids of events: for those who came to one of them."""

    @property
    def is_everyone(self) -> bool:
        """True if no part restricts it."""
        return not (self.circles or self.domains or self.territories or self.events)

    def is_same_as(self, other: "Audience") -> bool:
        """True if both have the same parts, in any order."""
        return self.parts == other.parts

    @property
    def parts(self) -> list[set[str] | set[int]]:
        """Its restrictions, without order."""
        return [set(self.circles), set(self.domains), set(self.territories), set(self.events)]
