"""Invitations: rooms are entered when whoever invites us may do so."""

import asyncio
from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import quote

from structlog.typing import FilteringBoundLogger

from bot.transports.matrix.api import CLIENT, Api
from bot.transports.matrix.errors import NoAnswer, Refused, Unreachable, wait_of
from bot.transports.matrix.values import Json, list_at, text_at

LATER_SECONDS = 5.0


class Invitations:
    """The rooms to enter and those to turn down, answered one after the other."""

    def __init__(
        self, us: str, allowed: Sequence[str], api: Api, log: FilteringBoundLogger
    ) -> None:
        self._us = us
        self._allowed = allowed
        self._api = api
        self._log = log
        self._waiting: dict[str, bool] = {}
        self._arrived = asyncio.Event()

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that we are still to enter."""
        return tuple(room for room, welcome in self._waiting.items() if welcome)

    @property
    def refused(self) -> tuple[str, ...]:
        """The rooms that we are still to turn down."""
        return tuple(room for room, welcome in self._waiting.items() if not welcome)

    def invited(self, room: str, invite: Json) -> None:
        """Somebody invites us."""
        inviter = self._inviter(invite)
        welcome = any(fnmatchcase(inviter, pattern) for pattern in self._allowed)
        if not welcome:
            self._log.warning("an invitation turned down: see invited_by")
        self.put(room, welcome=welcome)

    def put(self, room: str, *, welcome: bool) -> None:
        """Enter a room, or turn it down, as soon as can be."""
        self._waiting[room] = welcome
        self._arrived.set()

    async def run(self) -> None:
        """Answer what waits, until cancelled; what fails for now is tried again."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                for room, welcome in list(self._waiting.items()):
                    wait = await self._answered(room, "join" if welcome else "leave")
                    if wait:
                        await asyncio.sleep(wait)
                    elif self._waiting.get(room) == welcome:
                        del self._waiting[room]

    async def _answered(self, room: str, how: str) -> float:
        """Answer one; gives how many seconds to wait before the next try, 0 when it is settled."""
        path = quote(room, safe="")
        try:
            await self._api.request(
                "POST", f"{CLIENT}/join/{path}" if how == "join" else f"{CLIENT}/rooms/{path}/leave"
            )
        except (Unreachable, NoAnswer):
            return LATER_SECONDS
        except Refused as refused:
            if refused.is_for_now:
                return max(1.0, wait_of(refused).total_seconds())
            self._log.warning("an invitation not answered", cause=str(refused))
        return 0.0

    def _inviter(self, invite: Json) -> str:
        for event in list_at(invite, "invite_state", "events"):
            if (
                text_at(event, "type") == "m.room.member"
                and text_at(event, "state_key") == self._us
            ):
                return text_at(event, "sender")
        return ""
