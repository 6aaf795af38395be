"""One poll's updates: each is read by itself, since one may be unreadable."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.messages.incoming import Incoming
from bot.transports.telegram.messages.message_words import Json
from bot.transports.telegram.updates.updates import UpdateReader


@dataclass(slots=True)
class Batch:
    """Updates in the order in which Telegram gave them; `offset` acknowledges them."""

    size: int
    arrivals: list[Incoming] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    offset: int | None = None


def read_batch(reader: UpdateReader, updates: Sequence[Json]) -> Batch:
    """Read what can be read; the highest id of this batch acknowledges all of it."""
    batch = Batch(len(updates))
    for update in updates:
        number = int(update["update_id"])
        batch.offset = max(batch.offset or 0, number + 1)
        try:
            arrivals = reader.read_all(update)
        except Exception:  # noqa: BLE001 - it is kept as it came, for a person to look at
            batch.unreadable.append((str(number), json.dumps(update)))
        else:
            batch.arrivals += arrivals
    return batch
