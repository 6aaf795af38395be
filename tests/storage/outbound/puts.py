"""Messages put into the outbox."""

from datetime import UTC, datetime, timedelta

from storage.outbound import Outbox
from storage.outbound.deliveries import Priority
from storage.unit_of_work import Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOM, OTHER = "telegram:1", "telegram:2"


def put(
    store: Store,
    words: str,
    room: str = ROOM,
    priority: Priority = Priority.ANSWER,
    *,
    at: datetime = NOW,
    **values: object,
) -> int:
    return store[Outbox].put(
        room=room,
        priority=priority,
        at=at,
        payload={"words": words},
        locale="fr",
        zone="Europe/Paris",
        **values,
    )


def next_words(store: Store, *without: str, now: datetime = NOW) -> list[str]:
    rows = store[Outbox].next_for("telegram", now, without=without, most=100)
    waiting = [store[Outbox].waiting(row.id) for row in rows]
    return [row.payload["words"] for row in waiting if row is not None and row.payload]
