"""The amounts to measure: enough to trust the figures, or little to see that all runs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """`votes` for bots that are fast, `slow_votes` for others; kills come in `waves`.

    On Matrix there are `matrix_kills` over `matrix_events`, a `crowd` in one room, `questions` from
    one person, and so many `direct_rooms`.
    """

    repeats: int
    votes: int
    slow_votes: int
    waves: int
    wave: int
    matrix_kills: int
    matrix_events: int
    crowd: int
    questions: int
    direct_rooms: int
    letters: int
    members: int
    burst: int
    ballots: int
    steady_minutes: float


FULL = Scale(
    repeats=3,
    votes=2000,
    slow_votes=400,
    waves=5,
    wave=200,
    matrix_kills=20,
    matrix_events=300,
    crowd=20_000,
    questions=400,
    direct_rooms=1000,
    letters=600,
    members=100_000,
    burst=2000,
    ballots=10_000,
    steady_minutes=60,
)
QUICK = Scale(
    repeats=1,
    votes=500,
    slow_votes=100,
    waves=1,
    wave=100,
    matrix_kills=2,
    matrix_events=24,
    crowd=2000,
    questions=30,
    direct_rooms=30,
    letters=120,
    members=10_000,
    burst=500,
    ballots=200,
    steady_minutes=1,
)
