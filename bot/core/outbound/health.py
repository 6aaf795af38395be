"""Health of the instance: unwell parts and queue lengths."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.context.lanes import Lanes
from bot.core.heartbeats import Heartbeat, silent
from bot.core.messages.ports import Transport
from bot.domain.send_limits import LongWaits
from storage.inbound import Inbox, InboxState, SealedEvents
from storage.outbound import DeliveryState, Outbox
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
    sealed: int = 0
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


def _is_long(since: datetime | None, now: datetime, patience: timedelta = PATIENCE) -> bool:
    return since is not None and now - since > patience


def _counts(store: Store, networks: Collection[str]) -> _Counts:
    queues = (
        store[Inbox].count(InboxState.NEW),
        store[Outbox].count(DeliveryState.WAITING),
        store[Inbox].count(InboxState.QUARANTINED),
        store[Outbox].count(DeliveryState.UNCERTAIN),
        store[SealedEvents].count(),
    )
    oldest_answer = store[Outbox].oldest_answer(networks)
    return _Counts(queues, store[Inbox].oldest_waiting(), oldest_answer)
