"""Figures of the instance for its operator: queues, fates of requests, limits, errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.context.lanes import Lanes
from bot.core.outbound.delivery import DeliveryLoop
from bot.core.outbound.send_results import Fate
from bot.domain.send_limits import LongWaits, Pace
from storage.inbound import Inbox, InboxState, SealedEvents
from storage.outbound import Depth, Depths, Paces
from storage.schedules import Schedules
from storage.unit_of_work import Store

MISSED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoredMeasures:
    """Figures from the database, at one moment."""

    at: datetime
    waiting_in: int
    """Messages that wait to be handled."""
    oldest_in: datetime | None
    """When the oldest of them was received."""
    set_aside: int
    """Messages in quarantine."""
    sealed: int
    """Encrypted events that wait for a key."""
    out: tuple[Depth, ...]
    """Deliveries that have not arrived, by network and state."""
    paces: Mapping[str, Pace]
    """The limits that networks taught, by network."""
    missed: int
    """Due times of schedules that were missed within the last day."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures from the database, and counters of this process since its start."""

    stored: StoredMeasures
    fates: Mapping[str, Mapping[Fate, int]]
    """Results of requests, by network."""
    troubles: Mapping[str, int]
    """Errors of the database, by kind."""
    waits: Mapping[str, LongWaits]
    """The long waits that networks asked for."""
    clock_jumps: int
    """Number of times that the clock was set by more than a minute."""


async def measure(
    lanes: Lanes, deliveries: Mapping[str, DeliveryLoop], now: datetime, *, clock_jumps: int
) -> Measures:
    """Count; raises `DATABASE_TROUBLE` where the database does not answer."""
    networks = tuple(deliveries)
    stored = await lanes.read(lambda store: _stored(store, networks, now))
    fates = {network: dict(each.fates) for network, each in deliveries.items()}
    waits = {network: each.long_waits() for network, each in deliveries.items()}
    return Measures(stored, fates, dict(lanes.database.troubles), waits, clock_jumps)


def _stored(store: Store, networks: tuple[str, ...], now: datetime) -> StoredMeasures:
    paces = {each: store[Paces].known(each, now) for each in networks}
    return StoredMeasures(
        at=now,
        waiting_in=store[Inbox].count(InboxState.NEW),
        oldest_in=store[Inbox].oldest_waiting(),
        set_aside=store[Inbox].count(InboxState.QUARANTINED),
        sealed=store[SealedEvents].count(),
        out=tuple(store[Depths].all(now)),
        paces={network: pace for network, pace in paces.items() if pace is not None},
        missed=store[Schedules].missed_since(now - MISSED_WITHIN),
    )
