"""Files about people, given to whoever has the link, once: looked at, drawn, then taken."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from weakref import WeakValueDictionary

from bot.core.clock import Clock
from bot.core.drawing import Drawing
from bot.core.lanes import Lanes
from bot.core.messages import Document, File
from bot.domain import codes
from storage.unit_of_work import Store


class Handing:
    """What the page of a link asks for. Looking and drawing use nothing up."""

    def __init__(self, lanes: Lanes, drawing: Drawing, clock: Clock) -> None:
        self._lanes = lanes
        self._drawing = drawing
        self._clock = clock
        self._in_hand: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def waits(self, token: str) -> bool:
        """Whether a file waits behind a link."""
        digest, now = codes.digest_of_token(token), self._clock.now()
        return await self._lanes.read(lambda store: bool(store.handouts.waiting(digest, now)))

    async def take(self, token: str, wanted: Callable[[], bool]) -> Document | None:
        """The file behind a link, which works no more with this; None where there is none.

        A link that cannot be drawn (`NotDrawn`), or whose file nobody waits for once it is drawn,
        still works. Of two who take it at once, one gets it.
        """
        digest = codes.digest_of_token(token)
        in_hand = self._in_hand.setdefault(digest, asyncio.Lock())
        async with in_hand:
            now = self._clock.now()
            found = await self._lanes.read(lambda store: store.handouts.waiting(digest, now))
            if found is None:
                return None
            file = File(found.kind, tuple(found.arguments), "")
            drawn = await self._drawing.draw(file, found.community_id, now)
            if not wanted():
                return None
            taken = await self._lanes.run(lambda store: _taken(store, digest, now))
            return drawn if taken else None


def _taken(store: Store, digest: str, now: datetime) -> bool:
    """Use the link up, which may have been withdrawn meanwhile."""
    found = store.handouts.take(digest, now)
    if found is not None:
        note_taking(store, found.kind, found.member_id, found.community_id, now)
    return found is not None


def note_taking(
    store: Store, kind: str, member_id: int | None, community_id: int | None, now: datetime
) -> None:
    """Keep a trace of a file that somebody got, under the account that they used last."""
    member = None if member_id is None else store.members.get(member_id)
    accounts = [] if member is None else store.members.identities(member)
    actor = accounts[0].address if accounts else ""
    store.audit.note(actor, f"{kind} file", community_id, "done", now, member_id=member_id)
