"""Requests counted against the learned pace of an account."""

from bisect import insort
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum

from bot.domain.send_limits.learned_pace import LONGEST, Level, Pace, better_pace, first_pace


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
                self._before = _after(self._before, self._pace, at, mark)

    def _level(self, pace: Pace) -> Level:
        level = self._before
        for at, mark in self._latest:
            level = _after(level, pace, at, mark)
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


def _after(level: Level, pace: Pace, at: datetime, mark: _Mark) -> Level:
    return pace.full(at) if mark is _Mark.FULL else level.poured(at, pace.step)
