"""How Terreau is: what is unwell, and what waits."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.context.lanes import Lanes
from bot.core.messages.ports import Transport
from storage.inbound import Inbox, InboxState, SealedEvents
from storage.outbound import DeliveryState, Outbox
from storage.trouble import DatabaseAway, sentence_of
from storage.unit_of_work import DATABASE_TROUBLE, Store

PATIENCE = timedelta(seconds=30)
"""How long something may be unwell before it is said: it is told within 60 s."""
TICK_PATIENCE = timedelta(seconds=50)
"""A schedule that lives has ticked within this: it looks again every 30 s."""
STILL = timedelta(seconds=8)
"""How long the inbox may not move before it is said: it is told within 10 s."""
ANSWER_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Health:
    """What is unwell, in a word each, and how many messages wait, were set aside, are uncertain.

    `told` are sentences on what is to be done about it. `sealed` ones wait for a key, which is
    nothing that whoever watches could bring.
    """

    unwell: list[str]
    waiting_in: int = 0
    waiting_out: int = 0
    set_aside: int = 0
    uncertain: int = 0
    sealed: int = 0
    told: Sequence[str] = ()


async def look(
    lanes: Lanes,
    transports: Iterable[Transport],
    *,
    ticked_at: datetime,
    stuck_since: Callable[[datetime | None], datetime | None],
    now: datetime,
) -> Health:
    """Look at the networks, the database, the schedule and the inbox.

    The inbox is read beside the writer, so that what holds it up is told, too.
    """
    unwell = [each.network for each in transports if _is_long(each.ailing_since(), now)]
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
        return Health(unwell, *counts)
    return Health([*unwell, trouble.word], *counts, told=(sentence_of(trouble),))


async def _hindrance(lanes: Lanes) -> DatabaseAway | None:
    """Reasons why the writer cannot write."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await lanes.run(lambda store: store.check_writable())
    except (TimeoutError, *DATABASE_TROUBLE) as error:
        return error if isinstance(error, DatabaseAway) else DatabaseAway()
    return None


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
