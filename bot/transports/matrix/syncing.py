"""Our own sync loop: what a sync brought is committed with its token, and only then comes the next.

A start looks once without a token, for the rooms as they are; then it goes on from the token that
was committed last. What a limited timeline leaves out is fetched, in order.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from structlog.typing import FilteringBoundLogger

from bot.core.messages import Incoming, Kind
from bot.core.ports import Receiver, Sealed
from bot.transports.matrix.addresses import address, place
from bot.transports.matrix.api import CLIENT, Api
from bot.transports.matrix.crypto import ENCRYPTED, Crypto
from bot.transports.matrix.errors import Refused
from bot.transports.matrix.events import EventReader
from bot.transports.matrix.health import LEAST, Health, backoff
from bot.transports.matrix.invitations import Invitations
from bot.transports.matrix.position import Position, read_position
from bot.transports.matrix.rooms import Known, Rooms
from bot.transports.matrix.values import Json, found, list_at, text_at

# Silence is noticed after both; what goes on for half a minute more is told.
POLL_SECONDS = 15.0
GRACE_SECONDS = 10.0
SLOW_SECONDS = 60.0
"""How long an answer may take that has much to tell, or comes from a homeserver unwell anyway."""
LOOK_SECONDS = 300.0
PAGE = 100
_MEMBERS = {"lazy_load_members": True, "include_redundant_members": True}
_NONE = {"not_types": ["*"]}
T = TypeVar("T")


def _filter(timeline: int) -> str:
    return json.dumps(
        {
            "presence": _NONE,
            "account_data": _NONE,
            "room": {
                "ephemeral": _NONE,
                "account_data": _NONE,
                "state": _MEMBERS,
                "timeline": {"limit": timeline, **_MEMBERS},
            },
        }
    )


@dataclass(slots=True)
class Harvest:
    """What one sync brought for the receiver."""

    arrivals: list[Incoming] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Syncing:
    """Looks, then syncs as long as it runs."""

    network: str
    us: str
    rooms: Rooms
    api: Api
    crypto: Crypto
    reader: EventReader
    invitations: Invitations
    health: Health
    log: FilteringBoundLogger
    _some_sealed: bool = field(default=True, init=False)
    _sent_before: Json = field(default_factory=dict, init=False)

    async def look(self) -> str:
        """Learn the rooms as they are now, and the invitations; gives the token of this moment.

        Nothing of what was said is read, and no keys are taken: the next sync brings them, unless
        it is the very first.
        """
        # The server keeps its answers for a while by their parameters: none of an earlier start.
        timeout = str(random.randrange(1, 100_000))  # noqa: S311 - not a secret
        body = await self.api.request(
            "GET",
            f"{CLIENT}/sync",
            seconds=LOOK_SECONDS,
            query={"filter": _filter(1), "timeout": timeout},
        )
        self._sent_before = body.pop("to_device", {})
        self.rooms.clear()
        rooms = body.get("rooms", {})
        for room, joined in rooms.get("join", {}).items():
            self.rooms.update(room, joined)
        for room, invite in rooms.get("invite", {}).items():
            self.invitations.invited(room, invite)
        await self.crypto.absorb(body)
        return str(body["next_batch"])

    async def run(
        self,
        receiver: Receiver,
        now: str,
        *,
        logged_in: Callable[[], Awaitable[None]],
    ) -> None:
        """Sync until cancelled; what waited before `now` was looked at has come when it is through.

        `logged_in` is asked for a new token when the homeserver refuses ours.
        """
        position = await self._insist(lambda: receiver.position(self.network))
        at = self._begun(read_position(position), now)
        if position is None:
            await self.crypto.absorb({"next_batch": now, "to_device": self._sent_before})
            await self._insist(lambda: self._commit(receiver, Harvest(), at))
        behind = True
        while True:
            await asyncio.sleep(self.health.pause)
            began, seconds = _now(), 0.0 if behind or self.health.since else POLL_SECONDS
            try:
                body = await self._next(at.since, seconds)
                harvest = await self._harvest(body, at.since, receiver)
            except Exception as error:  # noqa: BLE001 - whatever happens, we ask again
                self.health.failed(error)
                if isinstance(error, Refused) and error.is_of_the_token:
                    await logged_in()
                continue
            is_old_news = body["next_batch"] == at.since and seconds > _now() - began + LEAST
            at = Position(body["next_batch"], self.invitations.rooms, self.invitations.refused)
            await self._insist(lambda: self._commit(receiver, harvest, at))  # noqa: B023 - awaited
            self.health.well()
            self.health.pause = LEAST if is_old_news else 0.0
            if behind:
                behind = False
                receiver.caught_up(self.network)

    def _begun(self, at: Position, now: str) -> Position:
        """Go on where we were; at the very first start nothing of before is read."""
        for room in at.rooms:
            self.invitations.put(room, welcome=True)
        for room in at.refused:
            self.invitations.put(room, welcome=False)
        return at if at.since else replace(at, since=now)

    async def _next(self, since: str, seconds: float) -> Json:
        return await self.api.request(
            "GET",
            f"{CLIENT}/sync",
            seconds=seconds + GRACE_SECONDS if seconds else SLOW_SECONDS,
            query={
                "since": since,
                "timeout": str(int(seconds * 1000)),
                "filter": _filter(PAGE),
            },
        )

    async def _commit(self, receiver: Receiver, harvest: Harvest, at: Position) -> None:
        await receiver.receive(
            self.network,
            harvest.arrivals,
            str(at),
            harvest.unreadable,
            sealed=harvest.sealed,
            opened=harvest.opened,
        )
        self._some_sealed = self._some_sealed or bool(harvest.sealed)

    # What a sync brought

    async def _harvest(self, body: Json, since: str, receiver: Receiver) -> Harvest:
        harvest = Harvest()
        rooms = body.get("rooms", {})
        brought_keys = await self.crypto.absorb(body)
        if brought_keys and self._some_sealed:
            await self._open_waiting(harvest, receiver)
        for room, invite in rooms.get("invite", {}).items():
            self.invitations.invited(room, invite)
        for room, joined in rooms.get("join", {}).items():
            await self._joined(harvest, room, joined, since)
        for room, left in rooms.get("leave", {}).items():
            self._left(harvest, room, left)
        return harvest

    async def _joined(self, harvest: Harvest, room: str, joined: Json, since: str) -> None:
        known = self.rooms.update(room, joined)
        timeline = joined.get("timeline", {})
        events = list(timeline.get("events", ()))
        gap = timeline.get("limited") and timeline.get("prev_batch")
        if gap and not any(map(self._is_our_coming, events)):
            events = [*await self._missed(known, str(timeline["prev_batch"]), since), *events]
        came = [nth for nth, each in enumerate(events) if self._is_our_coming(each)]
        if came:  # what was said before is not for us
            if known.creator != self.us:
                await self._entered(harvest, known, events[came[-1]])
            events = events[came[-1] + 1 :]
        for event in events:
            await self._read(harvest, known, event)

    async def _missed(self, known: Known, before: str, since: str) -> list[Json]:
        """What lies between the last sync and a limited timeline, the oldest first."""
        found: list[Json] = []
        token: str | None = before
        while token:
            page = await self.api.request(
                "GET",
                f"{CLIENT}/rooms/{known.id}/messages",
                query={
                    "dir": "b",
                    "from": token,
                    "to": since,
                    "limit": str(PAGE),
                    "filter": json.dumps(_MEMBERS),
                },
            )
            for event in page.get("state", ()):
                self.rooms.learn(known, event)
            chunk = page.get("chunk", ())
            found += chunk
            token = page.get("end") if chunk else None
            if any(self._is_our_coming(each) for each in chunk):
                break
        return found[::-1]

    async def _entered(self, harvest: Harvest, known: Known, event: Json) -> None:
        """We came into a room: as the successor of another, into a direct room, or a new one."""
        partner, inviter = await self.rooms.partner(known), _inviter(event)
        room = address(self.network, known.id, partner)
        came = Incoming(
            Kind.CAME,
            self.network,
            key=event["event_id"],
            room=room,
            direct=bool(partner),
            sender=address(self.network, inviter or self.us),
            name=known.names.get(inviter) or inviter[1:].partition(":")[0],
        )
        old = known.predecessor
        if old and await self.rooms.is_replaced_by(old, known.id):
            old_room = address(self.network, old, partner)
            moved = replace(
                came, kind=Kind.MOVED, key=f"{came.key} moved", room=old_room, words=room
            )
            harvest.arrivals += [moved, came]
        else:
            harvest.arrivals += [came, *(_greeting(came) if inviter and inviter == partner else ())]

    def _left(self, harvest: Harvest, room: str, left: Json) -> None:
        """We are out of a room, by our will or another's; an invitation may be taken back."""
        known = self.rooms.get(room)
        events = list_at(left, "timeline", "events")
        gone = next((each for each in reversed(events) if self._is_about_us(each)), None)
        if known is None and not _was_in(gone):
            return
        # Of a room that we left nothing can be asked.
        pair = known is not None and known.is_pair
        partner = known.heroes[0] if known and pair and len(known.heroes) == 1 else ""
        self.rooms.left(room)
        self.crypto.forget_room(room)
        harvest.arrivals.append(
            Incoming(
                Kind.WENT,
                self.network,
                key=gone["event_id"] if gone else f"left {room}",
                room=address(self.network, room, partner),
                direct=bool(partner),
                sender=address(self.network, gone["sender"] if gone else self.us),
            )
        )

    async def _read(self, harvest: Harvest, known: Known, event: Json) -> None:
        """Read one event: one that cannot be read is kept as it came, and holds nothing up."""
        try:
            if event["type"] == "m.room.tombstone" and known.replacement:
                self.invitations.put(known.replacement, welcome=True)
            if event["type"] == ENCRYPTED and event["sender"] != self.us:
                clear = self.crypto.opened(known.id, event)
                if clear is None:
                    await self._seal(harvest, known, event)
                    return
                event = clear
            arrival = await self.reader.read(known, event)
        except (Refused, ConnectionError):
            raise
        except Exception:  # noqa: BLE001 - kept for a person to look at
            harvest.unreadable.append((str(event.get("event_id")), json.dumps(event)))
        else:
            if arrival is not None:
                harvest.arrivals.append(arrival)

    # What cannot be read yet

    async def _seal(self, harvest: Harvest, known: Known, event: Json) -> None:
        """Let an event wait for its key, and ask for that."""
        if found(event, "unsigned", "redacted_because") is not None:
            return
        partner = await self.rooms.partner(known)
        room = address(self.network, known.id, partner)
        harvest.sealed.append(Sealed(event["event_id"], room, json.dumps(event)))
        await self.crypto.ask_for_key(known.id, event)

    async def _open_waiting(self, harvest: Harvest, receiver: Receiver) -> None:
        """Read what waited for the keys that may have come."""
        waiting = await receiver.sealed(self.network)
        for each in waiting:
            known = self.rooms.get(place(self.network, each.room).room)
            if known is not None:
                again = Harvest()
                await self._read(again, known, json.loads(each.ciphertext))
                if not again.sealed:
                    harvest.opened.append(each.key)
                    harvest.arrivals += again.arrivals
                    harvest.unreadable += again.unreadable
        self._some_sealed = len(harvest.opened) < len(waiting)

    # Helpers

    def _is_our_coming(self, event: Json) -> bool:
        return (
            self._is_about_us(event)
            and text_at(event, "content", "membership") == "join"
            and text_at(event, "unsigned", "prev_content", "membership") != "join"
        )

    def _is_about_us(self, event: Json) -> bool:
        return event.get("type") == "m.room.member" and event.get("state_key") == self.us

    async def _insist(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do it until it succeeds; a database that is down comes back."""
        failures = 0
        while True:
            try:
                return await act()
            except asyncio.CancelledError:
                if _is_stopping():
                    raise
                cause = "cancelled"
            except Exception as error:  # noqa: BLE001 - its text may repeat what people said
                cause = type(error).__name__
            failures += 1
            if failures == 1:
                self.log.error("not committed", cause=cause)
            await asyncio.sleep(backoff(failures))


def _greeting(came: Incoming) -> list[Incoming]:
    """Whoever invites us to talk has, with that, pressed Start."""
    start = replace(came, kind=Kind.WORDS, key=f"{came.key} start", words="start", command=True)
    return [start]


def _inviter(event: Json) -> str:
    """Who invited us, as our own coming tells."""
    before = text_at(event, "unsigned", "prev_content", "membership")
    return text_at(event, "unsigned", "prev_sender") if before == "invite" else ""


def _was_in(gone: Json | None) -> bool:
    """Whether whoever left had been in the room, and not only invited."""
    return text_at(gone, "unsigned", "prev_content", "membership") == "join"


def _now() -> float:
    return asyncio.get_running_loop().time()


def _is_stopping() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
