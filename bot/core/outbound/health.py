"""Health of the instance and of its networks, and figures for its operator."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from structlog.typing import FilteringBoundLogger

from bot.core import tasks
from bot.core.context.clock import Clock
from bot.core.messages.ports import CountsMails, Transport
from bot.core.outbound.delivery import DeliveryLoop
from bot.core.outbound.result_recorder import Fate
from bot.core.tasks import LONGEST_BACKOFF, Heartbeat, Lanes, silent
from bot.domain.send_limits import LongWaits, Pace
from storage.inbound import Inbox, InboxState, UndecryptedEvents
from storage.outbound import DeliveryState, Outbox, Paces, QueueLength, QueueLengths
from storage.restored_backups import Backups, LastBackup
from storage.schedules import Schedules
from storage.trouble import DatabaseAway, LockHeld, sentence_of
from storage.unit_of_work import DATABASE_TROUBLE, Store

PATIENCE = timedelta(seconds=30)
"""Time for which a part may be unwell before it is reported: within 60 s in all."""
ANSWERED_WITHIN = timedelta(seconds=30)
"""Time for which a person may wait: to be handled, or for an answer to leave."""
STILL = timedelta(seconds=8)
"""Time for which the inbox may stand still before it is reported: within 10 s in all."""
ANSWER_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Health:
    """A health report."""

    unwell: list[str]
    """The unwell parts, in one word each."""
    waiting_in: int = 0
    """Messages that wait to be handled."""
    waiting_out: int = 0
    """Messages that wait to be sent."""
    set_aside: int = 0
    """Messages in quarantine."""
    uncertain: int = 0
    """Messages that may or may not have arrived."""
    undecrypted: int = 0
    """Encrypted events that wait for a key, which no operator could bring."""
    held: int = 0
    """Rooms that their network makes wait for long."""
    told: Sequence[str] = ()
    """Sentences for the operator on what to do."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counts at one moment."""

    queues: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    """The counts of `Health`, in its order."""
    oldest_in: datetime | None = None
    """Arrival time of the oldest unhandled message."""
    oldest_answer: datetime | None = None
    """Creation time of the oldest unsent answer."""


async def look(  # noqa: PLR0913 - all that can be unwell
    lanes: Lanes,
    transports: Collection[Transport],
    heartbeats: Iterable[Heartbeat],
    *,
    stuck_since: Callable[[datetime | None], datetime | None],
    waits: Mapping[str, LongWaits],
    lock_waited: timedelta,
    refusing_since: Mapping[str, datetime | None],
    now: datetime,
) -> Health:
    """Check the networks, the database, the tasks, and for how long people wait.

    The inbox is read beside the writer, so that a blocked writer is reported, too.
    """
    unwell = [
        each.network
        for each in transports
        if _is_long(each.ailing_since(), now) or waits[each.network].all_until is not None
    ]
    unwell += [each for each, since in refusing_since.items() if _is_long(since, now)]
    unwell += silent(heartbeats)
    held = sum(each.rooms for each in waits.values())
    told = [_wait_sentence(*each) for each in waits.items() if each[1]]
    told += [
        _refusal_sentence(each.network, since)
        for each in transports
        if (since := each.refused_since()) is not None
    ]
    counts, met = _Counts(), None
    networks = [each.network for each in transports]
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            counts = await lanes.read(lambda store: _counts(store, networks))
            await asyncio.to_thread(lanes.database.check_disk)
    except (TimeoutError, *DATABASE_TROUBLE) as error:
        met = error if isinstance(error, DatabaseAway) else DatabaseAway()
    stands_still = _is_long(stuck_since(counts.oldest_in), now, STILL)
    if stands_still or _is_long(counts.oldest_in, now, ANSWERED_WITHIN):
        unwell.append("inbox")
    elif met is None:
        met = await _hindrance(lanes)
    if _is_long(counts.oldest_answer, now, ANSWERED_WITHIN):
        unwell.append("answers")
    trouble = lanes.database.recent_trouble() or met
    if trouble is None and lock_waited > STILL:
        trouble = LockHeld()
    if trouble is not None:
        unwell.append(trouble.word)
        told.append(sentence_of(trouble))
    return Health(list(dict.fromkeys(unwell)), *counts.queues, held=held, told=told)


async def _hindrance(lanes: Lanes) -> DatabaseAway | None:
    """The reason why the writer cannot write."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await lanes.run(lambda store: store.check_writable())
    except (TimeoutError, *DATABASE_TROUBLE) as error:
        return error if isinstance(error, DatabaseAway) else DatabaseAway()
    return None


def _wait_sentence(network: str, waits: LongWaits) -> str:
    """A sentence for the operator on a wait that a network asked for."""
    what = "anything" if waits.all_until is not None else f"more in {waits.rooms} of its rooms"
    return (
        f"{network} refuses to take {what} until {waits.until:%Y-%m-%d %H:%M} UTC (error 429); "
        "what waits is sent then, and everything else now."
    )


def _refusal_sentence(network: str, since: datetime) -> str:
    """A sentence for the operator on an account that a network refuses."""
    return (
        f"{network} refuses the bot's account since {since:%Y-%m-%d %H:%M} UTC: "
        "“terreau check” says what to do."
    )


def _is_long(since: datetime | None, now: datetime, patience: timedelta = PATIENCE) -> bool:
    return since is not None and now - since > patience


def _counts(store: Store, networks: Collection[str]) -> _Counts:
    queues = (
        store[Inbox].count(InboxState.NEW),
        store[Outbox].count(DeliveryState.WAITING),
        store[Inbox].count(InboxState.QUARANTINED),
        store[Outbox].count(DeliveryState.UNCERTAIN),
        store[UndecryptedEvents].count(),
    )
    oldest_answer = store[Outbox].oldest_answer(networks)
    return _Counts(queues, store[Inbox].oldest_waiting(), oldest_answer)


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
    undecrypted: int
    """Encrypted events that wait for a key."""
    out: tuple[QueueLength, ...]
    """Deliveries that have not arrived, by network and state."""
    paces: Mapping[str, Pace]
    """The limits that networks taught, by network."""
    missed: int
    """Due times of schedules that were missed within the last day."""
    backup: LastBackup | None


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures from the database, and counters of this process since its start."""

    stored: StoredMeasures
    fates: Mapping[str, Mapping[Fate, int]]
    """Results of requests, by network."""
    mails: Mapping[str, Mapping[str, int]]
    """Numbers of e-mails read, by network and result."""
    troubles: Mapping[str, int]
    """Errors of the database, by kind."""
    waits: Mapping[str, LongWaits]
    """The long waits that networks asked for."""
    clock_jumps: int
    """Number of times that the clock was set by more than a minute."""


async def measure(
    lanes: Lanes,
    transports: Mapping[str, Transport],
    deliveries: Mapping[str, DeliveryLoop],
    now: datetime,
    *,
    clock_jumps: int,
) -> Measures:
    """Count; raises `DATABASE_TROUBLE` where the database does not answer."""
    networks = tuple(deliveries)
    stored = await lanes.read(lambda store: _stored(store, networks, now))
    fates = {network: dict(each.fates) for network, each in deliveries.items()}
    waits = {network: each.long_waits() for network, each in deliveries.items()}
    mails = {
        n: dict(each.mails_read) for n, each in transports.items() if isinstance(each, CountsMails)
    }
    return Measures(stored, fates, mails, dict(lanes.database.troubles), waits, clock_jumps)


def _stored(store: Store, networks: tuple[str, ...], now: datetime) -> StoredMeasures:
    paces = {each: store[Paces].known(each, now) for each in networks}
    return StoredMeasures(
        at=now,
        waiting_in=store[Inbox].count(InboxState.NEW),
        oldest_in=store[Inbox].oldest_waiting(),
        set_aside=store[Inbox].count(InboxState.QUARANTINED),
        undecrypted=store[UndecryptedEvents].count(),
        out=tuple(store[QueueLengths].all(now)),
        paces={network: pace for network, pace in paces.items() if pace is not None},
        missed=store[Schedules].missed_since(now - MISSED_WITHIN),
        backup=store[Backups].last(),
    )


def _tell_nobody() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class TroubleListener:
    """Functions that are called when a network does not work, from the thread that notices it."""

    refused: Callable[[], None] = _tell_nobody
    """Called once each time that the network begins to refuse the account."""
    silent: Callable[[], None] = _tell_nobody
    """Called once if the network cannot be reached at the start."""
    untrusted: Callable[[], None] = _tell_nobody
    """Called instead where that is since its certificate is not valid here."""


def is_of_certificate(cause: str) -> bool:
    """True for an error, in words, after which nothing was sent: the certificate was refused."""
    return "Certificate" in cause or "SSL" in cause


class NetworkHealth:
    """The outcome of the last requests: `since` when they fail, and the `pause` before the next.

    `refused_since` is set while the network refuses our account, which only a person can mend.
    """

    def __init__(self, clock: Clock, log: FilteringBoundLogger, listener: TroubleListener) -> None:
        self.since: datetime | None = None
        self.refused_since: datetime | None = None
        self.pause = 0.0
        self._clock = clock
        self._log = log
        self._listener = listener
        self._failures = 0
        self._has_answered = False
        clock.on_jump(self._follow_clock)

    def _follow_clock(self, by: timedelta) -> None:
        if self.since is not None:
            self.since += by
        if self.refused_since is not None:
            self.refused_since += by

    def _note_failure(self, cause: str, *, silent: bool, overdue: float = 0.0) -> None:
        """Remember a failure; each outage is logged once. It began `overdue` seconds ago."""
        self._failures += 1
        self.pause = tasks.backoff(self._failures)
        if self.since is None:
            self.since = self._clock.now() - timedelta(seconds=overdue)
            self._log.warning("unwell", cause=cause)
            if silent and not self._has_answered:
                tell = (
                    self._listener.untrusted if is_of_certificate(cause) else self._listener.silent
                )
                tell()

    def _note_refusal(self) -> bool:
        """Remember that the account is refused; True if it was not known.

        Nothing comes of asking often.
        """
        is_news = self.refused_since is None
        now = self._clock.now()
        self.since = self.since or now
        self.refused_since = self.refused_since or now
        self.pause = LONGEST_BACKOFF
        if is_news:
            self._listener.refused()
        return is_news

    def well(self) -> None:
        """Remember that all is well."""
        if self.since is not None:
            self._log.info("well again")
        self.since = None
        self.pause = 0.0
        self._failures = 0
        self.refused_since = None
        self._has_answered = True
