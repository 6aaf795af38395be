"""How much is measured: enough to trust the figures, or little to see that all runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """`votes` for bots that are fast, `slow_votes` for others; kills come in `waves`."""

    repeats: int
    votes: int
    slow_votes: int
    waves: int
    wave: int
    letters: int
    members: int
    burst: int


FULL = Scale(
    repeats=3,
    votes=2000,
    slow_votes=400,
    waves=5,
    wave=200,
    letters=600,
    members=100_000,
    burst=2000,
)
QUICK = Scale(
    repeats=1,
    votes=500,
    slow_votes=100,
    waves=1,
    wave=100,
    letters=120,
    members=10_000,
    burst=500,
)
