"""Limits on the pace of writing to a network.

Two rules, of which the stricter counts:

- `StatedLimits`: what the network states (Telegram: thirty requests a second, one a second in a
  room), counted over sliding windows;
- `Pace`: what it does not state (Matrix) and only its refusals tell, a leaky bucket whose size and
  interval each 429 makes better known; `Budget` counts requests against it. Each request adds one,
  one leaks in each interval, and a request that would overflow is refused, with the wait until
  there is room. Each refusal proves a lower bound of the interval, so the longest seen counts.

`Limits` applies both. It is pure: times are given. Transports declare their windows
(`Capabilities`), the delivery asks before a request and tells of its end, and both rules go on
after a restart from rows: `storage/outbound/traffic.py` keeps what left and what was learned.

No library fits: aiolimiter, limits and pyrate-limiter count against a limit that is known
beforehand, and make one caller wait; here the limit is learned, and the queue asks which of its
rooms are free.
"""

from bisect import insort
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Protocol

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
        """The level after the clock was put right by so much."""
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


@dataclass(frozen=True, slots=True)
class Window:
    """A rate limit: at most `most` requests within any `span`."""

    most: int
    span: timedelta


class StatedLimits(Protocol):
    """The limits that a network states, as its transport declares them."""

    @property
    def whole(self) -> tuple[Window, ...]:
        """Limits of the whole network."""

    @property
    def shared(self) -> tuple[Window, ...]:
        """Limits of one shared room."""

    @property
    def direct(self) -> tuple[Window, ...]:
        """Limits of one direct room."""

    @property
    def card_pace(self) -> timedelta:
        """Least time between two refreshes of a room's cards in a burst."""


def free_at(times: deque[datetime], windows: Iterable[Window], now: datetime) -> datetime:
    """Time of the next request after those at `times`, the oldest first."""
    free = now
    for window in windows:
        if len(times) >= window.most:
            free = max(free, times[-window.most] + window.span)
    return free


MEMORY = timedelta(seconds=70)
LONG_WAIT = timedelta(minutes=10)
"""A wait that people are told of: everyday limits ask for seconds, our own back-off for minutes."""
_ALL = ""


@dataclass(frozen=True, slots=True)
class LongWaits:
    """The long waits that a network asked for, while they last."""

    rooms: int = 0
    """The number of rooms that have to wait."""
    room_until: datetime | None = None
    """The end of the longest of these."""
    all_until: datetime | None = None
    """The end of the wait of the whole network."""

    def __bool__(self) -> bool:
        return self.rooms > 0 or self.all_until is not None

    @property
    def until(self) -> datetime | None:
        """The end of the last of all."""
        return max(filter(None, (self.room_until, self.all_until)), default=None)


class Limits:
    """The time of a room's next request, from the requests that are counted here.

    The topics of a forum share its limits.
    """

    def __init__(self, stated: StatedLimits, is_direct: Callable[[str], bool]) -> None:
        self._stated = stated
        self._is_direct = is_direct
        self._whole: deque[datetime] = deque()
        self._rooms: dict[str, deque[datetime]] = defaultdict(deque)
        self._cards: dict[str, datetime] = {}
        self._on_their_way: dict[str, datetime] = {}
        self._paused: dict[str, datetime] = {}
        self._all_paused: datetime | None = None
        self._long_waits: dict[str, datetime] = {}
        self._budget = Budget()

    def recall(
        self,
        departures: Iterable[tuple[str, bool, datetime]],
        *,
        since: datetime,
        pace: Pace | None = None,
    ) -> None:
        """Restore the requests `since` a time before the restart, and the learned pace."""
        for room, card, at in departures:
            self.left(room, at, card=card)
        self._on_their_way.clear()
        self._budget.go_on(pace, since)

    def move(self, by: timedelta) -> None:
        """Follow a clock that was put right: move all moments with it."""
        self._budget.move(by)
        self._whole = deque(at + by for at in self._whole)
        for room, times in self._rooms.items():
            self._rooms[room] = deque(at + by for at in times)
        for each in (self._cards, self._on_their_way, self._paused, self._long_waits):
            each.update({room: at + by for room, at in each.items()})
        self._all_paused = self._all_paused and self._all_paused + by

    def left(self, room: str, at: datetime, *, card: bool = False) -> None:
        """Count a request."""
        self._budget.left(at)
        self._whole.append(at)
        self._rooms[_forum(room)].append(at)
        if card:
            self._cards[_forum(room)] = at
        self._on_their_way[room] = at

    def answered(self, room: str, at: datetime) -> None:
        """Count the room's last request from its answer on: the network counted it meanwhile.

        Counted from its start, a slow request and a quick one after it would come too
        close.
        """
        left_at = self._on_their_way.pop(room, None)
        if left_at is not None:
            self._budget.answered(left_at, at)
        for times in (self._whole, self._rooms[_forum(room)]):
            if left_at is not None and left_at in times:
                times.remove(left_at)
                times.append(at)

    def refused(self, at: datetime, wait: timedelta) -> Pace | None:
        """Learn that the network refused the request answered at `at`, for `wait`.

        Returns the known pace, to be kept; None if this teaches none.
        """
        return self._budget.refused(at, wait)

    def undone(self, at: datetime) -> None:
        """Take the request answered at `at` off the learned budget."""
        self._budget.undone(at)

    def pause(self, room: str, until: datetime) -> None:
        """Pause a room, as its network asked."""
        self._paused[_forum(room)] = max(until, self._paused.get(_forum(room), until))

    def pause_all(self, until: datetime) -> None:
        """Pause the whole network."""
        self._all_paused = max(until, self._all_paused or until)

    def asked_to_wait(self, room: str | None, until: datetime, now: datetime) -> bool:
        """Note a wait that the network asked for, in a room or for all.

        Returns True if it is a long one while there was none: that is news.
        """
        if until - now < LONG_WAIT:
            return False
        is_news = not self.long_waits(now)
        self._long_waits[_ALL if room is None else _forum(room)] = until
        return is_news

    def long_waits(self, now: datetime) -> LongWaits:
        """The long waits that are not over."""
        lasting = {room: until for room, until in self._long_waits.items() if until > now}
        all_until = lasting.pop(_ALL, None)
        return LongWaits(len(lasting), max(lasting.values(), default=None), all_until)

    def network_free_at(self, now: datetime, *, sparing: bool = False) -> datetime:
        """Time of the network's next request.

        A `sparing` one, which answers nobody, leaves half of a learned burst to answers.
        """
        free = free_at(self._whole, self._stated.whole, now)
        learned = self._budget.free_at(now, sparing=sparing)
        return max(free, learned, self._all_paused or now)

    def room_free_at(self, room: str, now: datetime) -> datetime:
        """Time of a room's next request."""
        room = _forum(room)
        direct = self._is_direct(room)
        windows = self._stated.direct if direct else self._stated.shared
        free = free_at(self._rooms[room], windows, now) if room in self._rooms else now
        return max(free, self._paused.get(room, now))

    def card_free_at(self, room: str, now: datetime) -> datetime:
        """Time of a room's next card refresh: cards take half of its budget at most."""
        last = self._cards.get(_forum(room))
        pace = self._stated.card_pace
        return max(self.room_free_at(room, now), now if last is None else last + pace)

    def is_free(self, room: str, now: datetime, *, card: bool) -> bool:
        """True if a room takes a request now."""
        free_at = self.card_free_at if card else self.room_free_at
        return free_at(room, now) <= now

    def busy_rooms(self, now: datetime) -> list[str]:
        """Rooms that take no request now."""
        self._forget(now)
        known = {*self._rooms, *self._paused}
        return [room for room in known if self.room_free_at(room, now) > now]

    def busy_for_cards(self, now: datetime) -> list[str]:
        """Rooms that take no card refresh now."""
        known = {*self._rooms, *self._paused}
        return [room for room in known if self.card_free_at(room, now) > now]

    def next_change(self, now: datetime) -> datetime | None:
        """Time at which the next busy room is free, for cards or at all."""
        known = {*self._rooms, *self._paused}
        times = {self.room_free_at(room, now) for room in known}
        times |= {self.card_free_at(room, now) for room in self._cards}
        return min((at for at in times if at > now), default=None)

    def _forget(self, now: datetime) -> None:
        old = now - MEMORY
        self._budget.forget(old)
        while self._whole and self._whole[0] < old:
            self._whole.popleft()
        for room, times in list(self._rooms.items()):
            while times and times[0] < old:
                times.popleft()
            if not times:
                del self._rooms[room]
        self._cards = {room: at for room, at in self._cards.items() if at >= old}
        self._paused = {room: until for room, until in self._paused.items() if until > now}
        self._long_waits = {at: until for at, until in self._long_waits.items() if until > now}


def memory(pace: Pace | None) -> timedelta:
    """The age up to which sent requests are recalled: with a learned pace, two full buckets.

    The older half only shows how full the bucket was when the younger half began.
    """
    if pace is None:
        return MEMORY
    return min(LONG_MEMORY, max(MEMORY, 2 * pace.burst * pace.step))


def _forum(room: str) -> str:
    return room.partition("/")[0]
