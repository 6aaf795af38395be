"""An introduction as one of its two members sees it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.introductions import Consent
from storage.introductions.introduction_tables import Introduction, Side


@dataclass(frozen=True, slots=True)
class Pair:
    """One side of an introduction, with the other."""

    introduction: Introduction
    own: Side
    other: Side

    @property
    def is_agreed(self) -> bool:
        """True if both said yes."""
        return self.own.answer is Consent.YES and self.other.answer is Consent.YES

    def from_other_side(self) -> "Pair":
        """The introduction as the other of the two sees it."""
        return Pair(self.introduction, own=self.other, other=self.own)

    def is_open(self, now: datetime) -> bool:
        """True while the answers can change."""
        return self.introduction.met_at is None and now < self.introduction.expires_at

    def outranks(self, other: "Pair") -> bool:
        """True if of two introductions to the same person this one stays.

        A contact that is shared stays so, and after a no nobody is asked again.
        """
        return _rank(self) > _rank(other)


def _rank(pair: Pair) -> tuple[bool, bool, int]:
    is_refused = Consent.NO in (pair.own.answer, pair.other.answer)
    return pair.introduction.met_at is not None, is_refused, -pair.introduction.id
