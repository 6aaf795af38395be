"""Health of the instance: unwell parts and queue lengths."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.context.lanes import Lanes
from bot.core.messages.ports import Transport
from bot.domain.send_limits import LongWaits
from storage.inbound import Inbox, InboxState, SealedEvents
from storage.outbound import DeliveryState, Outbox
from storage.trouble import DatabaseAway, sentence_of
from storage.unit_of_work import DATABASE_TROUBLE, Store

PATIENCE = timedelta(seconds=30)
"""Time for which a part may be unwell before it is reported: within 60 s in all."""
TICK_PATIENCE = timedelta(seconds=50)
"""Age of the last tick at which the schedule counts as dead: it ticks every 30 s."""
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


async def look(
    lanes: Lanes,
    transports: Iterable[Transport],
    *,
    ticked_at: datetime,
    stuck_since: Callable[[datetime | None], datetime | None],
    waits: Mapping[str, LongWaits],
    now: datetime,
) -> Health:
    """Check the networks, the database, the schedule and the inbox.

    The inbox is read beside the writer, so that a blocked writer is reported, too.
    """
    unwell = [
        each.network
        for each in transports
        if _is_long(each.ailing_since(), now) or waits[each.network].all_until is not None
    ]
    held = sum(each.rooms for each in waits.values())
    told = [_wait_sentence(*each) for each in waits.items() if each[1]]
    if now - ticked_at > TICK_PATIENCE:
        unwell.append("schedule")
    counts, oldest, met = (0, 0, 0, 0, 0), None, None
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            counts, oldest = await lanes.read(_counts)
            await asyncio.to_thread(lanes.database.check_disk)
    except (TimeoutError, *DATABASE_TROUBLE) as error:
        met = error if isinstance(error, DatabaseAway) else DatabaseAway()
    if _is_long(stuck_since(oldest), now, STILL):
        unwell.append("inbox")
    elif met is None:
        met = await _hindrance(lanes)
    trouble = lanes.database.recent_trouble() or met
    if trouble is None:
        return Health(unwell, *counts, held=held, told=told)
    return Health([*unwell, trouble.word], *counts, held, [*told, sentence_of(trouble)])


async def _hindrance(lanes: Lanes) -> DatabaseAway | None:
    """The reason why the writer cannot write."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await lanes.run(lambda store: store.check_writable())
    except (TimeoutError, *DATABASE_TROUBLE) as error:
        return error if isinstance(error, DatabaseAway) else DatabaseAway()
    return None


def _wait_sentence(network: str, waits: LongWaits) -> str:
    """What has to wait, and for how long, for the operator."""
    what = "anything" if waits.all_until is not None else f"more in {waits.rooms} of its rooms"
    return (
        f"{network} refuses to take {what} until {waits.until:%Y-%m-%d %H:%M} UTC (error 429); "
        "what waits is sent then, and everything else now."
    )


def _is_long(since: datetime | None, now: datetime, patience: timedelta = PATIENCE) -> bool:
    return since is not None and now - since > patience


def _counts(store: Store) -> tuple[tuple[int, int, int, int, int], datetime | None]:
    counts = (
        store[Inbox].count(InboxState.NEW),
        store[Outbox].count(DeliveryState.WAITING),
        store[Inbox].count(InboxState.QUARANTINED),
        store[Outbox].count(DeliveryState.UNCERTAIN),
        store[SealedEvents].count(),
    )
    return counts, store[Inbox].oldest_waiting()
