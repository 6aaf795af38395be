"""The pace of an account on a network that does not state it, learned from its refusals.

The network is modelled as a leaky bucket: each request adds one, one leaks in each interval, and a
request that would overflow is refused, with the wait until there is room. Each refusal proves a
lower bound of the interval, so the longest seen counts.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum

KEPT = timedelta(hours=24)
"""Time after the last refusal for which a pace holds, so that a lifted limit is noticed."""
LONG_MEMORY = timedelta(minutes=30)
"""Time for which sent requests are kept over a restart: two full buckets of slow networks."""
LONGEST = timedelta(minutes=1)
"""A network that asks for a longer wait is closed rather than slow: that teaches no pace."""

_SLACK = 1.05  # slower than the network's own pace by this, since its clock and ours are two
_SLOWER = 1.1  # than what is known, after a refusal that nothing else explains
_CREDIBLE = 2.5  # times the longest wait: half an interval is seen soon, less what a call takes
_ALMOST = 0.1  # of a request: how exact a counted burst may be expected to be
_LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Level:
    """The level of a bucket."""

    dry_at: datetime = _LONG_AGO
    """Time at which it is empty if nothing more is added."""
    since: datetime = _LONG_AGO
    """Time at which it was last known to be full or empty."""
    count: int = 0
    """Requests since then."""
    was_full: bool = False
    """True if it was full then, as a refusal showed."""

    def moved(self, by: timedelta) -> "Level":
        """The same level by a clock that was put right by so much."""
        if self.dry_at == _LONG_AGO:
            return self
        return replace(self, dry_at=self.dry_at + by, since=self.since + by)

    def poured(self, at: datetime, interval: timedelta) -> "Level":
        """The level after one more request, where one runs out in each interval."""
        if self.dry_at < at:
            return Level(at + interval, at, 1)
        return replace(self, dry_at=self.dry_at + interval, count=self.count + 1)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many requests at once, then one in each interval; as the last refusal taught it."""

    interval: timedelta
    burst: int
    learned_at: datetime

    @property
    def step(self) -> timedelta:
        """The interval at which we go."""
        return self.interval * _SLACK

    def full(self, free_at: datetime) -> Level:
        """The level of a full bucket that takes the next request at `free_at`."""
        return Level(free_at + self.step * (self.burst - 1), free_at, was_full=True)

    def free_at(self, level: Level, *, sparing: bool) -> datetime:
        """Time of the next request; a `sparing` one leaves half of the burst."""
        room = min(self.burst - 1, self.burst / 2) if sparing else self.burst - 1
        return level.dry_at - self.step * room

    def holds(self, now: datetime) -> bool:
        """True if the last refusal is so near that the pace is still to be obeyed."""
        return now - self.learned_at < KEPT


def first_pace(requests: Iterable[datetime], at: datetime, wait: timedelta) -> Pace:
    """The pace after the first refusal, with these requests taken before."""
    return Pace(wait, _level_at(requests, wait, at + wait), at)


def better_pace(
    known: Pace,
    level: Level,
    requests: Iterable[datetime],
    at: datetime,
    wait: timedelta,
    longest: timedelta,
) -> Pace:
    """The pace after one more refusal, at this level, with these `requests` taken before.

    No interval is shorter than a wait. One much longer than the longest wait is not believed: one
    request may count as several on the network.
    """
    free_at = at + wait
    proven = (free_at - level.since) / level.count if level.count else wait
    most = longest * _CREDIBLE
    interval = max(known.interval, wait, min(proven, most))
    held = _level_at(requests, interval, free_at)
    # Without a request since the last refusal it was on its way with it, or others use the budget.
    if interval > known.interval or not level.count:
        return Pace(interval, max(known.burst, held), at)
    if not level.was_full and level.count < known.burst:
        return Pace(interval, min(known.burst, held), at)
    # The longest wait may have been short because our own calls are slow: what is known goes on
    # growing where refusals do, or each request would be refused for ever.
    slower = interval * _SLOWER
    return Pace(slower if interval >= most else min(slower, most), known.burst, at)


def _level_at(requests: Iterable[datetime], interval: timedelta, free_at: datetime) -> int:
    """The size of a bucket that was empty before these requests and is free again then."""
    level = Level()
    for each in requests:
        level = level.poured(each, interval)
    return max(1, int(1 + _ALMOST + (level.dry_at - free_at) / interval))


class _Mark(IntEnum):
    """Events of the budget, in the order in which simultaneous ones count."""

    FULL = 0  # the next request would be taken, said a refusal
    LEFT = 1  # one left
    TAKEN = 2  # one was answered, and not refused


class Budget:
    """Counts requests against the learned pace; without one there is no limit."""

    def __init__(self) -> None:
        self._pace: Pace | None = None
        self._longest = timedelta()  # the longest wait that was asked for
        self._before = Level()  # by all that is not in `_latest` any more
        self._latest: deque[tuple[datetime, _Mark]] = deque()

    def go_on(self, pace: Pace | None, start: datetime) -> None:
        """Continue after a restart with the known pace and the requests since `start`.

        At the last refusal the bucket was full; if that is too long ago, it may have been.
        """
        if pace is not None:
            start = max(start, pace.learned_at)
            self._pace, self._longest = pace, pace.interval
            self._before = pace.full(start + pace.step)
        self._latest = deque((at, _Mark.TAKEN) for at, _ in self._latest if at > start)

    def move(self, by: timedelta) -> None:
        """Follow a clock that was put right: move all moments with it."""
        self._latest = deque((at + by, mark) for at, mark in self._latest)
        self._before = self._before.moved(by)
        if self._pace is not None:
            self._pace = replace(self._pace, learned_at=self._pace.learned_at + by)

    def left(self, at: datetime) -> None:
        """Count a request."""
        self._latest.append((at, _Mark.LEFT))

    def answered(self, left_at: datetime, at: datetime) -> None:
        """Count a request from its answer on.

        An answer that came before the moment that a refusal named sorts before it, as it must: the
        network took it before it refused the other.
        """
        if self._drop(left_at, _Mark.LEFT):
            insort(self._latest, (at, _Mark.TAKEN))

    def undone(self, at: datetime) -> None:
        """Uncount the request answered at this time: the network did not count it."""
        self._drop(at, _Mark.TAKEN)

    def refused(self, at: datetime, wait: timedelta) -> Pace | None:
        """Learn from a refused request; returns the known pace, None if it teaches none."""
        self.undone(at)
        if not timedelta() < wait <= LONGEST:
            return None
        self._expire(at)
        self._longest = max(self._longest, wait)
        taken = [when for when, mark in self._latest if mark is _Mark.TAKEN]
        if self._pace is None:
            self._pace = first_pace(taken, at, wait)
        else:
            level = self._level(self._pace)
            self._pace = better_pace(self._pace, level, taken, at, wait, self._longest)
        insort(self._latest, (at + wait, _Mark.FULL))
        return self._pace

    def free_at(self, now: datetime, *, sparing: bool) -> datetime:
        """Time of the next request; a `sparing` one leaves half of the burst to others."""
        self._expire(now)
        if self._pace is None:
            return now
        return max(now, self._pace.free_at(self._level(self._pace), sparing=sparing))

    def forget(self, before: datetime) -> None:
        """Keep only the resulting level of the requests before this moment."""
        while self._latest and self._latest[0][0] < before:
            at, mark = self._latest.popleft()
            if self._pace is not None:
                self._before = _level_after(self._before, self._pace, at, mark)

    def _level(self, pace: Pace) -> Level:
        level = self._before
        for at, mark in self._latest:
            level = _level_after(level, pace, at, mark)
        return level

    def _drop(self, at: datetime, mark: _Mark) -> bool:
        """Forget one moment, most likely one of the last; False when it is not there."""
        for place in reversed(range(len(self._latest))):
            if self._latest[place] == (at, mark):
                del self._latest[place]
                return True
        return False

    def _expire(self, now: datetime) -> None:
        if self._pace is not None and not self._pace.holds(now):
            self._pace, self._longest, self._before = None, timedelta(), Level()


def _level_after(level: Level, pace: Pace, at: datetime, mark: _Mark) -> Level:
    return pace.full(at) if mark is _Mark.FULL else level.poured(at, pace.step)
