"""Duration and progress of a sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

USUAL_STEP = timedelta(milliseconds=50)
"""Time from one message to the next on a network that taught no other pace."""
_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class RunState(StrEnum):
    """States of one occurrence of an announcement."""

    GOING = "going"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"

    @property
    def is_over(self) -> bool:
        """True if nothing more is sent."""
        return self in {RunState.DONE, RunState.STOPPED}


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of an occurrence, in people."""

    people: int
    """Number of recipients."""
    delivered: int = 0
    uncertain: int = 0
    failed: int = 0
    waiting: int = 0
    """Messages that have not left yet."""

    @property
    def unreachable(self) -> int:
        """Recipients with no message delivered or on its way."""
        return max(0, self.people - self.delivered - self.uncertain - self.waiting)


def estimated_time(people: Mapping[str, int], steps: Mapping[str, timedelta]) -> timedelta:
    """Time needed for so many people by network; networks run in parallel."""
    times = (count * steps.get(network, USUAL_STEP) for network, count in people.items())
    return max(times, default=timedelta())


def in_minutes(time: timedelta) -> int:
    """Whole minutes, rounded up; 0 below twenty seconds."""
    return 0 if time < 20 * _SECOND else -(-time // _MINUTE)
