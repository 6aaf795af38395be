"""Invitations: entered if the person who invites us may do so; a stranger's unused room is left.

Shared rooms by those in `invited_by` only, or if they replace a room that may lead us on; direct
rooms also by those who are with us in a shared room, and by others one a minute: see `Strangers`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from time import monotonic
from urllib.parse import quote

from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.tasks import Heartbeat, kept
from bot.transports.matrix.homeserver import CLIENT, Api, Json, found, list_at, text_at
from bot.transports.matrix.homeserver_errors import NoAnswer, Refused, Unreachable, wait_of
from bot.transports.matrix.known_rooms import Known, Rooms

LATER_SECONDS, LATEST_SECONDS = 5.0, 3600.0
STRANGER_SECONDS = 60.0
ENTER_SECONDS = 60.0
"""Time that entering a large room of another server may take."""
PATIENCE = timedelta(days=1)
SWEEP_SECONDS = 3600.0
_LATEST = 50
_WORDS = {"m.room.encrypted", "m.room.message", "m.sticker"}


@dataclass(slots=True)
class _Invitation:
    """One that waits; `welcome` is None until it is judged, `due` when it is looked at next."""

    welcome: bool | None
    inviter: str = ""
    direct: bool = False
    due: float = 0.0
    tries: int = 0


@dataclass(slots=True)
class Invitations:
    """The rooms to enter and those to turn down."""

    known: Rooms
    allowed: Sequence[str]
    """Patterns of the accounts that may invite us anywhere."""
    api: Api
    log: FilteringBoundLogger
    heartbeat: Heartbeat
    _waiting: dict[str, _Invitation] = field(default_factory=dict)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _next_stranger: float = 0.0

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms that we are still to enter; one not judged yet is told again at a start."""
        return tuple(room for room, each in self._waiting.items() if each.welcome)

    @property
    def refused(self) -> tuple[str, ...]:
        """The rooms that we are still to turn down."""
        return tuple(room for room, each in self._waiting.items() if each.welcome is False)

    def invited(self, room: str, invite: Json) -> None:
        invitation = _own_invitation(invite, self.known.us)
        direct = found(invitation, "content", "is_direct") is True
        self._waiting[room] = _Invitation(None, text_at(invitation, "sender"), direct)
        self._arrived.set()

    def put(self, room: str, *, welcome: bool) -> None:
        """Enter a room, or turn it down, as soon as can be."""
        self._waiting[room] = _Invitation(welcome)
        self._arrived.set()

    def allows(self, person: str) -> bool:
        """True if a person may invite us anywhere."""
        return any(fnmatchcase(person, pattern) for pattern in self.allowed)

    @kept
    async def run(self) -> None:
        """Answer waiting invitations, until cancelled; failures are tried again, ever later."""
        while True:
            self._arrived.clear()
            for room, each in list(self._waiting.items()):
                self.heartbeat.beat(ENTER_SECONDS)
                settled = each.due <= monotonic() and await self._settle(room, each)
                if settled and self._waiting.get(room) is each:
                    del self._waiting[room]
            dues = [each.due - monotonic() for each in self._waiting.values()]
            await self.heartbeat.wait(self._arrived, max(0.05, min(dues)) if dues else None)

    async def _settle(self, room: str, each: _Invitation) -> bool:
        """Judge and answer one; False when it is to be tried again."""
        try:
            if each.welcome is None:
                each.welcome = await self._judge(room, each)
            if each.welcome is None:
                return False
            await self._answer(room, welcome=each.welcome)
        except (Unreachable, NoAnswer):
            self._postpone(each, LATER_SECONDS)
            return False
        except Refused as refused:
            if refused.is_for_now:
                self._postpone(each, max(1.0, wait_of(refused).total_seconds()))
                return False
            self.log.warning("an invitation not answered", cause=str(refused))
        return True

    def _postpone(self, each: _Invitation, seconds: float) -> None:
        each.due = monotonic() + min(LATEST_SECONDS, seconds * 2.0**each.tries)
        each.tries = min(each.tries + 1, 16)

    async def _judge(self, room: str, each: _Invitation) -> bool | None:
        """True if the inviter may; None for a stranger whose turn has not come."""
        if self.allows(each.inviter) or any(it.is_followed for it in self.known.leads_to(room)):
            return True
        if each.direct and await self.known.is_with_us(each.inviter):
            return True
        if not each.direct:
            self.log.warning("an invitation turned down: see invited_by")
            return False
        if monotonic() < self._next_stranger:
            each.due = self._next_stranger
            return None
        self._next_stranger = monotonic() + STRANGER_SECONDS
        return True

    async def _answer(self, room: str, *, welcome: bool) -> None:
        path = quote(room, safe="")
        if not welcome:
            await self.api.request("POST", f"{CLIENT}/rooms/{path}/leave")
            return
        via = self.known.server_of_replacement(room)
        query = {"via": via} if via else None
        await self.api.request("POST", f"{CLIENT}/join/{path}", query=query)


@dataclass(slots=True)
class Strangers:
    """Looks every hour at the direct rooms into which no known person invited us.

    And at those that we made for a person who takes no invitation: nobody else will ever be there.
    """

    rooms: Rooms
    invitations: Invitations
    api: Api
    clock: Clock
    log: FilteringBoundLogger
    heartbeat: Heartbeat

    @kept
    async def run(self) -> None:
        """Look until cancelled; a question that fails is asked again an hour later."""
        while True:
            try:
                await self.sweep()
            except (Refused, ConnectionError) as error:
                self.log.warning("strangers not looked at", cause=type(error).__name__)
            await self.heartbeat.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Leave the rooms of strangers who said nothing for a day since we came, and empty ones."""
        for known in self.rooms.all():
            self.heartbeat.beat()
            if await self._was_for_nobody(known):
                self.invitations.put(known.id, welcome=False)
                continue
            person = known.likely_partner
            if not person or known.creator == self.rooms.us or self.invitations.allows(person):
                continue
            if await self._is_silent(known, person) and not await self.rooms.is_with_us(person):
                self.invitations.put(known.id, welcome=False)

    async def _was_for_nobody(self, known: Known) -> bool:
        """True for a room that we made, where nobody else ever was or is invited."""
        is_alone = known.creator == self.rooms.us and (known.joined, known.invited) == (1, 0)
        if not is_alone or set(await self.rooms.people(known)) != {self.rooms.us}:
            return False
        return await self._is_silent(known, "")  # it is not being made just now

    async def _is_silent(self, known: Known, person: str) -> bool:
        """True if the person wrote nothing since we came, a day ago or earlier.

        Without a person, the time alone counts.
        """
        query = {"dir": "b", "limit": str(_LATEST)}
        page = await self.api.room("GET", known.id, "messages", query=query)
        for event in list_at(page, "chunk"):  # the latest first
            if text_at(event, "sender") == person and text_at(event, "type") in _WORDS:
                return False
            if text_at(event, "state_key") == self.rooms.us:
                came = datetime.fromtimestamp(event["origin_server_ts"] / 1000, UTC)
                return self.clock.now() - came > PATIENCE
        return False


def _own_invitation(invite: Json, us: str) -> Json:
    """The event that invites us: the last one about us, which our own server puts there.

    What stands before it comes from the inviter's server, which may tell anything.
    """
    for event in reversed(list_at(invite, "invite_state", "events")):
        about = (text_at(event, "type"), text_at(event, "state_key"))
        if about == ("m.room.member", us) and text_at(event, "content", "membership") == "invite":
            invitation: Json = event
            return invitation
    return {}
