"""The only place that reads the time, and what follows when the machine's clock is set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from bot.core.tasks import Lanes
from storage.unit_of_work import Store

JUMP = timedelta(minutes=1)
"""A smaller difference from the machine's clock is made up for little by little."""
_SLOWER = timedelta(milliseconds=100)
_EPOCH = datetime.fromtimestamp(0, UTC)
_MICROSECOND = timedelta(microseconds=1)

Follower = Callable[[timedelta], None]


def _machine_time() -> datetime:
    return _EPOCH + time.time_ns() // 1000 * _MICROSECOND


def _passed() -> timedelta:
    """The time since an unknown moment, sleep of the machine included where it is known."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime_ns(clock) // 1000 * _MICROSECOND


class Clock:
    """The machine's time at the start, and what has passed since: nobody sets it back unnoticed.

    Who keeps moments in memory follows it with `on_jump`; `adjust` then moves them, too.
    """

    def __init__(
        self,
        machine_time: Callable[[], datetime] = _machine_time,
        passed: Callable[[], timedelta] = _passed,
    ) -> None:
        self._machine_time = machine_time
        self._passed = passed
        self._start = machine_time() - passed()
        self._followers: list[Follower] = []

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self._start + self._passed()

    def jump(self) -> timedelta:
        """By how much the machine's clock was set, if by more than a minute; else follow it.

        To be called each second: where ours is ahead, it goes a little slower until it is not.
        """
        ahead = self._machine_time() - self.now()
        if abs(ahead) > JUMP:
            return ahead
        self._start += max(ahead, -_SLOWER)
        return timedelta()

    def adjust(self, by: timedelta) -> None:
        """Jump, and all moments in memory with it."""
        self._start += by
        self._tell_followers(by)

    def on_jump(self, follower: Follower) -> None:
        """Have `follower` move the moments that it keeps, in the thread that adjusts the clock."""
        self._followers.append(follower)

    def _tell_followers(self, by: timedelta) -> None:
        for follower in self._followers:
            follower(by)


class MovableClock(Clock):
    """A clock that the playground and the tests put forward."""

    def __init__(self, start: datetime) -> None:
        """Stand at `start` until moved."""
        super().__init__()
        self._now = start.astimezone(UTC)
        self._set_by = timedelta()

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        """Put the clock forward, as time passes."""
        self._now += by

    def set_machine(self, by: timedelta) -> None:
        """Have the machine's clock set, which is noticed at the next look."""
        self._set_by += by

    def jump(self) -> timedelta:
        return self._set_by

    def adjust(self, by: timedelta) -> None:
        self._now += by
        self._set_by -= by
        self._tell_followers(by)


log = structlog.get_logger()


class ClockJumps:
    """Looks for jumps of the machine's clock, and settles each."""

    def __init__(
        self,
        lanes: Lanes,
        clock: Clock,
        *,
        tell: Callable[[Store, timedelta], None],
        on_commit: Callable[[], None],
    ) -> None:
        """Have `tell` tell of a jump, in the commit that settles it."""
        self._lanes = lanes
        self._clock = clock
        self._tell = tell
        self._on_commit = on_commit
        self._unsettled: list[timedelta] = []
        self._last: datetime | None = None
        self.count = 0
        """The number of jumps since the start."""

    async def begin(self) -> None:
        """At the start: what happened last did so later than now where the clock was set back."""
        now = self._clock.now()
        newest = await self._lanes.run(lambda store: store.newest_moment())
        if newest is not None and newest - now > JUMP:
            self._note(now - newest)
            await self._settle()

    async def follow(self) -> None:
        """Go by the machine's clock where it was set; raises `DATABASE_TROUBLE`, then call again.

        The clock is moved in the writer's thread, where the moments in memory are used.
        """
        jump = self._clock.jump()
        if jump:
            await self._lanes.call(lambda: self._clock.adjust(jump))
            self._note(jump)
        if self._unsettled:
            await self._settle()

    def was_lately(self, within: timedelta) -> bool:
        """True if the clock was set within this time."""
        return self._last is not None and self._clock.now() - self._last < within

    def _note(self, by: timedelta) -> None:
        log.warning("the clock was set", seconds=round(by.total_seconds()))
        self._unsettled.append(by)
        self._last = self._clock.now()
        self.count += 1

    async def _settle(self) -> None:
        """Move what is stored ahead of now to what it can honestly be, and tell."""
        await self._lanes.run(self._move_and_tell)
        self._unsettled.clear()
        self._on_commit()

    def _move_and_tell(self, store: Store) -> None:
        ahead = -sum(self._unsettled, timedelta())
        if ahead > timedelta():
            store.clock_set_back(ahead, self._clock.now())
        for by in self._unsettled:
            self._tell(store, by)
