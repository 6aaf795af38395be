"""Gaps of a sync, fetched page by page; a retry continues where it stopped."""

import json

from structlog.typing import FilteringBoundLogger

from bot.transports.matrix.homeserver.api import CLIENT, Api
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.health import cause_of
from bot.transports.matrix.homeserver.json_values import Json
from bot.transports.matrix.rooms.known_rooms import Known, Rooms

MEMBERS = {"lazy_load_members": True, "include_redundant_members": True}


class Gaps:
    """The pages that were fetched for the sync in hand."""

    def __init__(self, rooms: Rooms, api: Api, log: FilteringBoundLogger) -> None:
        self._rooms = rooms
        self._api = api
        self._log = log
        self._pages: dict[tuple[str, str], Json] = {}

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
                self._rooms.learn(known, event)
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
            page = self._pages[known.id, token] = await self._api.request(
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
