"""One-time links to files about people: shown, drawn, then taken.

A link works while the person it was given to still has the role that the file needs.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from weakref import WeakValueDictionary

from bot.core.context.clock import Clock
from bot.core.context.gardeners_on_duty import hands_of
from bot.core.context.lanes import Lanes
from bot.core.files.drawn_files import FileDrawer
from bot.core.messages.content import Document, File
from bot.domain import codes
from bot.domain.roles import Role
from storage.audit import Audit
from storage.communities import Communities, Cultivators
from storage.files import Handout, Handouts
from storage.members import Identities, Members
from storage.unit_of_work import Store


class FileLinks:
    """Files behind links. Looking and drawing do not use a link up."""

    def __init__(self, lanes: Lanes, drawing: FileDrawer, clock: Clock) -> None:
        self._lanes = lanes
        self._drawing = drawing
        self._clock = clock
        self._in_hand: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def waits(self, token: str) -> bool:
        """True if a file waits behind a link."""
        digest, now = codes.digest_of_token(token), self._clock.now()
        return await self._lanes.read(lambda store: bool(self._waiting(store, digest, now)))

    async def take(self, token: str, wanted: Callable[[], bool]) -> Document | None:
        """Use up a link and return its file; None if there is none.

        A link whose file could not be drawn (`NotDrawn`) or is not `wanted` any more still
        works. Of two requests at once, one gets the file.
        """
        digest = codes.digest_of_token(token)
        in_hand = self._in_hand.setdefault(digest, asyncio.Lock())
        async with in_hand:
            now = self._clock.now()
            found = await self._lanes.read(lambda store: self._waiting(store, digest, now))
            if found is None:
                return None
            file = File(found.kind, tuple(found.arguments), "")
            drawn = await self._drawing.draw(file, found.community_id, now)
            if not wanted():
                return None
            taken = await self._lanes.run(lambda store: self._taken(store, digest, now))
            return drawn if taken else None

    def _waiting(self, store: Store, digest: str, now: datetime) -> Handout | None:
        """The file behind a link, if its person may still have it."""
        found = store[Handouts].waiting(digest, now)
        return found if found is not None and self._is_theirs(store, found, now) else None

    def _taken(self, store: Store, digest: str, now: datetime) -> bool:
        """Use the link up; False if the role ended or the link was used meanwhile."""
        found = store[Handouts].take(digest, now)
        if found is None or not self._is_theirs(store, found, now):
            return False
        note_taking(
            store, found.kind, found.member_id, found.community_id, now, account=found.account
        )
        return True

    def _is_theirs(self, store: Store, found: Handout, now: datetime) -> bool:
        """True while the person has the role that the file needs."""
        role = self._drawing.for_whom(found.kind)
        return role is None or has_role(store, found, role, now)


def has_role(store: Store, found: Handout, role: Role, now: datetime) -> bool:
    """True if the person who was given a link has at least this role now."""
    member = None if found.member_id is None else store[Members].get(found.member_id)
    accounts = [found.account]
    if member is not None:
        accounts = [each.address for each in store[Identities].of(member)]
    runs_it = store[Cultivators].is_any(accounts)
    if role in (Role.ANYONE, Role.CULTIVATOR):
        return role is Role.ANYONE or runs_it
    if member is None or found.community_id is None:
        return False
    if store[Members].membership(member, found.community_id) is None:
        return False
    community = store[Communities].get(found.community_id)
    today = now.astimezone(community.zone).date()
    return role is Role.MEMBER or runs_it or bool(hands_of(store, community, today, member))


def note_taking(
    store: Store,
    kind: str,
    member_id: int | None,
    community_id: int | None,
    now: datetime,
    *,
    account: str = "",
) -> None:
    """Audit that a person got a file, under the account that the member used last."""
    member = None if member_id is None else store[Members].get(member_id)
    accounts = [] if member is None else store[Identities].of(member)
    actor = accounts[0].address if accounts else account
    store[Audit].note(actor, f"{kind} file", community_id, "done", now, member_id=member_id)
