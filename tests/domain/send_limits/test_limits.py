"""No network is written to faster than it bears, for any messages, restarts included."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.send_limits import MEMORY, Limits, Window
from tests.core.scripted_network import FREE

START = datetime(2026, 11, 24, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WHOLE = (Window(7, SECOND),)
SHARED = (Window(1, SECOND), Window(5, timedelta(seconds=20)))
DIRECT = (Window(1, SECOND),)
PACE = timedelta(seconds=8)
LIKE_TELEGRAM = replace(FREE, whole=WHOLE, shared=SHARED, direct=DIRECT, card_pace=PACE)

ROOMS = ["n:1", "n:2", "n:-1", "n:-2", "n:-2/5", "n:-2/6"]
Left = tuple[str, bool, datetime]


def is_direct(room: str) -> bool:
    return not room.startswith("n:-")


def limits() -> Limits:
    return Limits(LIKE_TELEGRAM, is_direct)


@dataclass
class Sender:
    """Sends what is queued as soon as the limits let it; time passes only while it waits."""

    limits: Limits
    now: datetime
    left: list[Left]

    def send(self, queue: Sequence[tuple[str, bool]]) -> None:
        waiting = list(queue)
        while waiting:
            free = next((each for each in waiting if self._is_free(*each)), None)
            if free is None:
                self.now = self._next()
                continue
            waiting.remove(free)
            room, card = free
            self.limits.left(room, self.now, card=card)
            self.left.append((room, card, self.now))

    def restart(self) -> None:
        self.limits = limits()
        since = self.now - MEMORY
        self.limits.recall((each for each in self.left if each[2] > since), since=since)

    def _is_free(self, room: str, card: bool) -> bool:  # noqa: FBT001
        self.limits.busy_rooms(self.now)
        network = self.limits.network_free_at(self.now) <= self.now
        return network and self.limits.is_free(room, self.now, card=card)

    def _next(self) -> datetime:
        change = self.limits.next_change(self.now)
        free = self.limits.network_free_at(self.now)
        return min(at for at in (change, free) if at is not None and at > self.now)


def exceeded(times: Iterable[datetime], windows: Iterable[Window]) -> list[Window]:
    """The windows in which there was more than they allow."""
    at = sorted(times)
    return [
        window
        for window in windows
        if any(
            late - early < window.span for early, late in zip(at, at[window.most :], strict=False)
        )
    ]


bursts = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(ROOMS), st.booleans()), max_size=25),
        st.floats(0, 30),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(bursts)
def test_no_window_is_ever_exceeded(
    bursts: list[tuple[list[tuple[str, bool]], float, bool]],
) -> None:
    sender = Sender(limits(), START, [])
    for queue, pause, restarts in bursts:
        sender.send(queue)
        sender.now += timedelta(seconds=pause)
        if restarts:
            sender.restart()

    assert bool(sender.left) == any(queue for queue, _, _ in bursts)
    assert exceeded((at for _, _, at in sender.left), WHOLE) == []
    by_room: dict[str, list[datetime]] = defaultdict(list)
    refreshed: dict[str, list[datetime]] = defaultdict(list)
    for room, card, at in sender.left:
        forum = room.partition("/")[0]
        by_room[forum].append(at)
        if card:
            refreshed[forum].append(at)
    for room, times in by_room.items():
        assert exceeded(times, DIRECT if is_direct(room) else SHARED) == []
    for times in refreshed.values():
        assert exceeded(times, [Window(1, PACE)]) == []


def test_messages_within_the_limits_do_not_wait() -> None:
    sender = Sender(limits(), START, [])

    sender.send([(f"n:{nth}", False) for nth in range(70)])

    assert sender.now == START + 9 * SECOND, "7 a second, the first at once"


def test_a_room_is_left_alone_as_long_as_its_network_asks() -> None:
    rooms = limits()
    rooms.pause("n:1", START + 30 * SECOND)
    rooms.pause("n:1", START + 3 * SECOND)

    assert rooms.room_free_at("n:1", START) == START + 30 * SECOND
    assert rooms.busy_rooms(START) == ["n:1"]
    assert rooms.room_free_at("n:2", START) == START


def test_the_longest_wait_of_the_network_counts() -> None:
    rooms = limits()
    rooms.pause_all(START + 30 * SECOND)
    rooms.pause_all(START + SECOND)

    assert rooms.network_free_at(START) == START + 30 * SECOND


def test_the_topics_of_a_forum_share_its_limits() -> None:
    rooms = limits()
    rooms.left("n:-2/5", START)

    assert not rooms.is_free("n:-2/6", START, card=False)
    assert not rooms.is_free("n:-2", START, card=False)
    assert rooms.is_free("n:-1", START, card=False)


def test_refreshes_take_half_of_a_rooms_budget() -> None:
    rooms = limits()
    rooms.left("n:-1", START, card=True)

    assert rooms.is_free("n:-1", START + SECOND, card=False)
    assert not rooms.is_free("n:-1", START + SECOND, card=True)
    assert rooms.busy_for_cards(START + SECOND) == ["n:-1"]
    assert rooms.is_free("n:-1", START + PACE, card=True)


@pytest.mark.parametrize("seconds", [0, 0.5, 69, 71, 1000])
def test_expired_limits_are_forgotten(seconds: float) -> None:
    rooms = limits()
    for nth in range(5):
        rooms.left(f"n:{nth}", START)
    rooms.pause("n:9", START + SECOND)
    later = START + timedelta(seconds=seconds)

    rooms.busy_rooms(later)

    kept = len(rooms._rooms) + len(rooms._whole) + len(rooms._paused)
    assert kept == (11 if seconds < 1 else 10 if seconds < 70 else 0)


def test_a_slow_request_is_counted_from_its_answer_on() -> None:
    slow = limits()
    for number in range(7):
        slow.left(f"n:{number}", START)
    answered_at = START + SECOND / 2
    for number in range(7):
        slow.answered(f"n:{number}", answered_at)

    assert slow.network_free_at(answered_at) == answered_at + SECOND
    assert slow.room_free_at("n:1", answered_at) == answered_at + SECOND


@pytest.mark.parametrize("days", [-1, 1])
def test_long_waits_follow_a_clock_that_is_set(days: int) -> None:
    by, until, held = timedelta(days=days), START + timedelta(hours=1), limits()
    held.asked_to_wait("n:1", until, START)

    held.move(by)

    waits = held.long_waits(START + by)
    assert (waits.rooms, waits.until) == (1, until + by)
