"""One sync in hand: the response, its part for the receiver, and its gaps, fetched page by page."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from structlog.typing import FilteringBoundLogger

from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import UndecryptedEvent, Unreadable
from bot.transports.matrix.homeserver import CLIENT, Api, Json
from bot.transports.matrix.homeserver_errors import Refused, Unreachable, cause_of
from bot.transports.matrix.known_rooms import Known, Rooms

TRIES = 6
"""Failures of a sync over something that it names, before that is given up: a minute."""
MEMBERS = {"lazy_load_members": True, "include_redundant_members": True}


@dataclass(slots=True)
class Harvest:
    """One sync for the receiver; `some_wait` is None if it was not looked up."""

    arrivals: list[Incoming] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    undecrypted: list[UndecryptedEvent] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    some_wait: bool | None = None
    replaced: list[Known] = field(default_factory=list)
    """Rooms that say to be replaced."""


@dataclass(slots=True)
class Sync:
    """A sync response, kept until everything it needs is fetched or given up."""

    began_at: datetime
    since: str
    body: Json
    brought_keys: bool
    failures: int = 0
    went: list[Incoming] | None = None
    """Rooms that put us out, once that was looked at."""
    exposed: dict[str, Incoming] = field(default_factory=dict)
    """Rooms that are direct no longer, once that was looked at."""

    @property
    def is_last_try(self) -> bool:
        """True if one room's trouble has held up all others for long enough."""
        return self.failures >= TRIES

    def failed(self, error: Exception) -> None:
        """Count what may be the trouble of one room, and is not the whole homeserver's."""
        is_of_the_token = isinstance(error, Refused) and error.is_of_the_token
        if isinstance(error, Refused | ConnectionError) and not (
            is_of_the_token or isinstance(error, Unreachable)
        ):
            self.failures += 1


@dataclass(frozen=True, slots=True)
class Invited:
    """The sender, as far as known, the token before it, and whether it was to talk with us."""

    inviter: str = ""
    since: str = ""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class SyncPages:
    """The pages that were fetched for the sync in hand."""

    rooms: Rooms
    api: Api
    _log: FilteringBoundLogger
    _pages: dict[tuple[str, str], Json] = field(default_factory=dict)

    async def between(
        self, known: Known, oldest: str, newest: str, *, limit: int, is_last_try: bool
    ) -> list[Json]:
        """The events of a room between two tokens, oldest first.

        What cannot be fetched is given up at the last try, or when it never will be.
        """
        found: list[Json] = []
        token: str | None = newest
        while token:
            try:
                page = await self._page(known, oldest, token, limit)
            except (Refused, ConnectionError) as error:
                if not is_last_try and is_for_now(error):
                    raise
                self._log.error("a gap not filled", cause=cause_of(error))
                break
            for event in page.get("state", ()):
                self.rooms.learn(known, event)
            chunk = page.get("chunk", ())
            found += chunk
            token = page.get("end") if chunk else None
        return found[::-1]

    def forget(self) -> None:
        """Drop the pages once they are handled."""
        self._pages.clear()

    async def _page(self, known: Known, oldest: str, token: str, limit: int) -> Json:
        page = self._pages.get((known.id, token))
        if page is None:
            page = self._pages[known.id, token] = await self.api.request(
                "GET",
                f"{CLIENT}/rooms/{known.id}/messages",
                query={
                    "dir": "b",
                    "from": token,
                    "to": oldest,
                    "limit": str(limit),
                    "filter": json.dumps(MEMBERS),
                },
            )
        return page


def is_for_now(error: Exception) -> bool:
    """True if asking again may help."""
    return not isinstance(error, Refused) or error.is_for_now
