"""A network with one budget for all rooms is not known before; its refusals teach it, once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.send_limits import KEPT, LONG_MEMORY, LONGEST, Limits, Pace, memory
from tests.core.scripted_network import FREE

START = datetime(2026, 11, 24, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MOST_LESSONS = 8
MATRIX = replace(FREE, mark="!", resends=True, buttons=False, deep_links=False)


@dataclass
class Synapse:
    """Its token bucket: `rate` requests a second, `burst` at once; a refused one does not count."""

    rate: float
    burst: int
    began: datetime = START
    taken: float = 0.0

    def asked(self, now: datetime) -> timedelta | None:
        """None if it takes a request now, else how long to wait."""
        left = self.taken - (now - self.began).total_seconds() * self.rate
        if left < 0:
            self.began, self.taken, left = now, 0.0, 0.0
        if left > self.burst - 1:
            return timedelta(milliseconds=int((left - self.burst + 1) / self.rate * 1000) + 1)
        self.taken += 1
        return None


@dataclass
class Account:
    """One account that sends as soon as its limits let it, and learns when it is refused."""

    server: Synapse
    latency: timedelta = timedelta()
    now: datetime = START
    limits: Limits = field(default_factory=lambda: Limits(MATRIX, lambda _: True))
    pace: Pace | None = None
    left: list[datetime] = field(default_factory=list)
    taken: list[datetime] = field(default_factory=list)
    refusals: list[Pace | None] = field(default_factory=list)

    def send(self, count: int, *, sparing: bool = False) -> None:
        """Send so many requests, each as soon as it may leave, again when it was refused."""
        while count:
            self.now = self.limits.network_free_at(self.now, sparing=sparing)
            self.limits.busy_rooms(self.now)  # as delivery does: it forgets what is over
            self.limits.left("n:1", self.now)
            self.left.append(self.now)
            wait = self.server.asked(self.now + self.latency / 2)
            self.now += self.latency
            self.limits.answered("n:1", self.now)
            if wait is None:
                count -= 1
                self.taken.append(self.now)
            else:
                self.pace = self.limits.refused(self.now, wait) or self.pace
                self.limits.pause_all(self.now + wait)
                self.refusals.append(self.pace)

    def restart(self) -> None:
        """Begin anew with the stored limits."""
        known = self.pace if self.pace is not None and self.pace.holds(self.now) else None
        since = self.now - memory(known)
        self.limits = Limits(MATRIX, lambda _: True)
        recalled = [("n:1", False, at) for at in self.left if at > since]
        self.limits.recall(recalled, pace=known, since=since)


servers = st.builds(Synapse, st.floats(0.1, 5).map(lambda rate: round(rate, 2)), st.integers(1, 30))
habits = st.lists(
    st.tuples(st.integers(1, 25), st.floats(0, 200), st.booleans()), min_size=1, max_size=12
)


@pytest.mark.slow
@given(servers, st.floats(0, 0.1), habits)
def test_each_refusal_teaches_until_the_networks_pace_is_known(
    server: Synapse, slowness: float, habit: Sequence[tuple[int, float, bool]]
) -> None:
    account = Account(server, slowness * SECOND / server.rate)
    for count, pause, restarts in [*habit, (server.burst + 30, 200.0, True), (40, 0.0, False)]:
        account.send(count)
        account.now += pause * SECOND
        if restarts:
            account.restart()

    learned = [pace for pace in account.refusals if pace is not None]
    assert len(learned) == len(account.refusals) <= MOST_LESSONS
    for before, after in pairwise(learned):
        assert after.interval > before.interval or after.burst < before.burst, "a lesson each"
        assert not is_known(server, before), "none is refused once the pace is known"


def is_known(server: Synapse, pace: Pace) -> bool:
    return pace.step >= SECOND / server.rate and pace.burst <= server.burst


@pytest.mark.slow
@given(servers)
def test_a_long_queue_goes_at_nearly_the_networks_own_rate(server: Synapse) -> None:
    account = Account(server)
    account.send(server.burst + 200)

    took = (account.taken[-1] - account.taken[0]).total_seconds()

    assert took <= 1.2 * 200 / server.rate
    assert len(account.refusals) <= 3


def test_synapses_own_limit_is_learned_from_its_first_refusal() -> None:
    account = Account(Synapse(rate=0.2, burst=10), latency=SECOND / 50)

    account.send(100)

    assert len(account.refusals) == 1
    assert account.pace is not None
    assert 5 * SECOND <= account.pace.step < 5.1 * SECOND
    assert account.pace.burst == 10
    assert account.now - START < timedelta(seconds=460), "450 s is the server's own best"


def test_requests_refused_together_are_one_lesson() -> None:
    limits = Limits(MATRIX, lambda _: True)
    for nth in range(8):
        limits.left(f"n:{nth}", START)
    for nth in range(8):
        limits.answered(f"n:{nth}", START + SECOND)
        pace = limits.refused(START + SECOND, 4 * SECOND) if nth > 2 else None

    assert pace == Pace(4 * SECOND, 3, START + SECOND)
    assert limits.network_free_at(START + SECOND) == START + 5 * SECOND


def test_a_message_that_left_before_a_refusal_is_not_counted_after_it() -> None:
    limits = Limits(MATRIX, lambda _: True)
    limits.left("n:1", START)
    limits.left("n:2", START)
    limits.answered("n:1", START + SECOND)
    limits.refused(START + SECOND, 4 * SECOND)

    limits.answered("n:2", START + 2 * SECOND)

    assert limits.network_free_at(START + 2 * SECOND) == START + 5 * SECOND


@pytest.mark.parametrize("wait", [timedelta(), LONGEST + SECOND])
def test_a_closed_door_teaches_no_pace(wait: timedelta) -> None:
    limits = Limits(MATRIX, lambda _: True)
    limits.left("n:1", START)
    limits.answered("n:1", START)

    assert limits.refused(START, wait) is None
    assert limits.network_free_at(START) == START


def test_a_pace_is_forgotten_a_day_after_its_last_refusal() -> None:
    account = Account(Synapse(rate=0.2, burst=2))
    account.send(5)
    late = account.refusals[-1]
    assert late is not None
    account.send(1)
    account.limits.left("n:1", account.now)

    assert account.limits.network_free_at(account.now) > account.now
    assert account.limits.network_free_at(late.learned_at + KEPT) == late.learned_at + KEPT


def test_messages_that_answer_nobody_leave_half_of_the_burst() -> None:
    account = Account(Synapse(rate=0.2, burst=10))
    account.limits.recall([], pace=Pace(5 * SECOND, 10, START), since=START)
    account.now += 100 * SECOND
    began = account.now

    account.send(6, sparing=True)
    assert account.now == began
    account.send(4)
    assert account.now == began
    account.send(1, sparing=True)
    assert account.now - began == 5 * Pace(5 * SECOND, 10, START).step


def test_no_departure_of_two_full_buckets_is_forgotten() -> None:
    assert memory(None) == timedelta(seconds=70)
    assert memory(Pace(5 * SECOND, 10, START)) == timedelta(seconds=105)
    assert memory(Pace(LONGEST, 50, START)) == LONG_MEMORY
