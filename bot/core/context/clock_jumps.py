"""The machine's clock is set while people wait: followed, so that nobody waits for the old time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.core.context.clock import JUMP, Clock
from bot.core.context.lanes import Lanes
from storage.unit_of_work import Store

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
