"""When a network and each of its rooms take the next request: stated windows and learned pace."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.send_limits.learned_pace import LONG_MEMORY, Budget, Pace


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
    """Tells when a room may be written to next; it is told of each request.

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
