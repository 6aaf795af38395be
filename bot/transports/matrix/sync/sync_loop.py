"""Our own sync loop: what a sync brought is committed with its token, and only then comes the next.

A start looks once without a token, for the rooms as they are; then it goes on from the token that
was committed last. What a limited timeline leaves out is fetched, in order.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from structlog.typing import FilteringBoundLogger

from bot.core.context.retry import LEAST, insist
from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.ports import Receiver, Sealed
from bot.transports.matrix.addresses import address, place
from bot.transports.matrix.encryption.crypto import ENCRYPTED, Crypto
from bot.transports.matrix.homeserver.api import CLIENT, Api
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.health import Health, cause_of
from bot.transports.matrix.homeserver.json_values import Json, found, list_at, text_at
from bot.transports.matrix.messages.events import EventReader
from bot.transports.matrix.rooms.invitations import Invitations
from bot.transports.matrix.rooms.known_rooms import Known, Rooms
from bot.transports.matrix.rooms.membership import (
    before,
    is_about,
    may_be_coming,
    membership,
    was_in,
)
from bot.transports.matrix.sync.sync_gaps import MEMBERS, Gaps, is_for_now
from bot.transports.matrix.sync.sync_position import Position, read_position
from bot.transports.matrix.sync.sync_result import Harvest, Invited, Sync

# Silence is noticed after both; what goes on for half a minute more is told.
POLL_SECONDS = 15.0
GRACE_SECONDS = 10.0
SLOW_SECONDS = 60.0
"""How long an answer may take that has much to tell, or comes from a homeserver unwell anyway."""
LOOK_SECONDS = 300.0
PAGE = 100
_NONE = {"not_types": ["*"]}


def _filter(timeline: int) -> str:
    return json.dumps(
        {
            "presence": _NONE,
            "account_data": _NONE,
            "room": {
                "ephemeral": _NONE,
                "account_data": _NONE,
                "state": MEMBERS,
                "timeline": {"limit": timeline, **MEMBERS},
            },
        }
    )


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
    _invited: dict[str, Invited] = field(default_factory=dict, init=False)
    _gaps: Gaps = field(init=False)

    def __post_init__(self) -> None:
        self._gaps = Gaps(self.rooms, self.api, self.log)

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
            self._invitation(room, invite, "")
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
        position = await insist(lambda: receiver.position(self.network), self.log)
        at = self._begun(read_position(position), now)
        if position is None:
            await self.crypto.absorb({"next_batch": now, "to_device": self._sent_before})
            await insist(lambda: self._commit(receiver, Harvest(), at), self.log)
        behind = True
        sync: Sync | None = None
        while True:
            await asyncio.sleep(self.health.pause)
            began, seconds = _now(), 0.0 if behind or self.health.since else POLL_SECONDS
            try:
                if sync is None:
                    sync = await self._next(at.since, seconds)
                harvest = await self._harvest(sync, receiver)
            except Exception as error:  # noqa: BLE001 - whatever happens, we ask again
                self.health.failed(error)
                if sync is not None:
                    sync.failed(error)
                if isinstance(error, Refused) and error.is_of_the_token:
                    await logged_in()
                continue
            since = str(sync.body["next_batch"])
            is_old_news = since == at.since and seconds > _now() - began + LEAST
            at = Position(since, self.invitations.rooms, self.invitations.refused)
            await insist(lambda: self._commit(receiver, harvest, at), self.log)  # noqa: B023 - awaited
            self._done(sync)
            sync = None
            self.health.well()
            self.health.pause = LEAST if is_old_news else 0.0
            if behind:
                behind = False
                receiver.caught_up(self.network)

    def _begun(self, at: Position, now: str) -> Position:
        """Go on where we were; at the very first start nothing of before is read."""
        for room in at.rooms:
            self.invitations.put(room, welcome=True)
            self._invited.setdefault(room, Invited())
        for room in at.refused:
            self.invitations.put(room, welcome=False)
        return at if at.since else replace(at, since=now)

    async def _next(self, since: str, seconds: float) -> Sync:
        body = await self.api.request(
            "GET",
            f"{CLIENT}/sync",
            seconds=seconds + GRACE_SECONDS if seconds else SLOW_SECONDS,
            query={
                "since": since,
                "timeout": str(int(seconds * 1000)),
                "filter": _filter(PAGE),
            },
        )
        return Sync(since, body, await self.crypto.absorb(body))

    async def _commit(self, receiver: Receiver, harvest: Harvest, at: Position) -> None:
        await receiver.receive(
            self.network,
            harvest.arrivals,
            str(at),
            harvest.unreadable,
            sealed=harvest.sealed,
            opened=harvest.opened,
        )
        waiting = self._some_sealed if harvest.some_wait is None else harvest.some_wait
        self._some_sealed = waiting or bool(harvest.sealed)

    # The content of a sync

    async def _harvest(self, sync: Sync, receiver: Receiver) -> Harvest:
        harvest = Harvest()
        rooms = sync.body.get("rooms", {})
        # First: of a room that we are out of nothing can be asked.
        if sync.went is None:
            left = rooms.get("leave", {}).items()
            sync.went = [each for it in left for each in self._left(*it)]
        harvest.arrivals += sync.went
        if sync.brought_keys and self._some_sealed:
            await self._open_waiting(harvest, sync, receiver)
        for room, invite in rooms.get("invite", {}).items():
            self._invitation(room, invite, sync.since)
        for room, joined in rooms.get("join", {}).items():
            await self._joined(harvest, room, joined, sync)
        return harvest

    def _invitation(self, room: str, invite: Json, since: str) -> None:
        self.invitations.invited(room, invite)
        events = list_at(invite, "invite_state", "events")
        # The last one is our own server's; what stands before it, the inviter's may make up.
        membership = next(filter(self._is_about_us, reversed(events)), None)
        inviter = text_at(membership, "sender")
        known = self._invited.get(room, Invited())
        self._invited[room] = Invited(inviter or known.inviter, known.since or since)

    def _done(self, sync: Sync) -> None:
        """Forget what was kept for a sync that is committed."""
        self._gaps.forget()
        rooms = sync.body.get("rooms", {})
        for room in (*rooms.get("join", {}), *rooms.get("leave", {})):
            if room not in rooms.get("invite", {}):  # one may be out and invited anew at once
                self._invited.pop(room, None)

    async def _joined(self, harvest: Harvest, room: str, joined: Json, sync: Sync) -> None:
        """Read what was said while we were there, and tell of our coming and going."""
        known = self.rooms.update(room, joined)
        events = await self._events(known, joined, sync)
        is_in = was_in(self.us, joined, events, invited=room in self._invited)
        for event in events:
            if self._is_about_us(event):
                is_in = await self._moved(harvest, known, event, sync, is_in=is_in)
            elif is_in:
                await self._read(harvest, known, event, sync)

    async def _events(self, known: Known, joined: Json, sync: Sync) -> list[Json]:
        """All that the sync stands for, the oldest first: a timeline may be cut short.

        With our coming it may also begin long before the last sync; and what was said before we
        were put out came under no sync, if we were invited again at once.
        """
        timeline = joined.get("timeline", {})
        events = list(timeline.get("events", ()))
        coming = any(may_be_coming(self.us, each) for each in events)
        gap = timeline.get("limited") and timeline.get("prev_batch")
        if not coming and not gap:
            return events
        missed = await self._gaps.between(
            known,
            self._invited.get(known.id, Invited()).since or sync.since,
            str(sync.body["next_batch"] if coming else gap),
            limit=PAGE,
            is_last_try=sync.is_last_try,
        )
        return (missed or events) if coming else [*missed, *events]

    async def _moved(
        self, harvest: Harvest, known: Known, event: Json, sync: Sync, *, is_in: bool
    ) -> bool:
        """Our own membership is told anew, by a new name too; whether we are in then."""
        match membership(event):
            case "join":
                made = known.creator == self.us and not before(event)
                if not is_in and (not made or known.id in self._invited):
                    await self._entered(harvest, known, event, sync)
                return True
            case "leave" | "ban":
                if is_in:
                    self.crypto.sessions.renew(known.id)
                    harvest.arrivals.append(self._went(known.id, _only_hero(known), event))
                return False
            case "invite":
                since = self._invited.get(known.id, Invited()).since
                self._invited[known.id] = Invited(text_at(event, "sender"), since or sync.since)
        return is_in

    async def _entered(self, harvest: Harvest, known: Known, event: Json, sync: Sync) -> None:
        """We came into a room: as the successor of another, into a direct room, or a new one."""
        partner, inviter = await self._partner(known, sync), self._inviter(known.id, event)
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
        if old and await self._replaces(known, sync):
            old_room = address(self.network, old, partner)
            moved = replace(
                came, kind=Kind.MOVED, key=f"{came.key} moved", room=old_room, words=room
            )
            harvest.arrivals += [moved, came]
        else:
            harvest.arrivals += [came, *(_greeting(came) if inviter and inviter == partner else ())]

    def _left(self, room: str, left: Json) -> list[Incoming]:
        """We are out of a room, by our will or another's; an invitation may be taken back."""
        known = self.rooms.get(room)
        events = list_at(left, "timeline", "events")
        gone = next((each for each in reversed(events) if self._is_about_us(each)), None)
        if known is None and before(gone) != "join":
            return []
        self.rooms.left(room)
        self.crypto.sessions.forget_room(room)
        partner = _only_hero(known) if known else ""
        return [self._went(room, partner, gone)]

    def _went(self, room: str, partner: str, gone: Json | None) -> Incoming:
        return Incoming(
            Kind.WENT,
            self.network,
            key=gone["event_id"] if gone else f"left {room}",
            room=address(self.network, room, partner),
            direct=bool(partner),
            sender=address(self.network, gone["sender"] if gone else self.us),
        )

    async def _read(self, harvest: Harvest, known: Known, event: Json, sync: Sync) -> None:
        """Read one event: one that cannot be read is kept as it came, and holds nothing up."""
        try:
            if event["type"] == "m.room.tombstone" and known.replacement:
                self.invitations.put(known.replacement, welcome=True)
            if event["type"] == ENCRYPTED and event["sender"] != self.us:
                await self.crypto.meet(event)
                clear = self.crypto.opened(known.id, event)
                if clear is None:
                    await self._seal(harvest, known, event, sync)
                    return
                event = clear
            arrival = await self.reader.read(known, event)
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self._give_up(harvest, known, event, error)
        except Exception:  # noqa: BLE001 - kept for a person to look at
            harvest.unreadable.append((str(event.get("event_id")), json.dumps(event)))
        else:
            if arrival is not None:
                harvest.arrivals.append(arrival)

    def _give_up(self, harvest: Harvest, known: Known, event: Json, error: Exception) -> None:
        """Set an event aside; of what is said in shared rooms only that there was something."""
        key = str(event.get("event_id"))
        self.log.error("an event given up", cause=cause_of(error))
        kept = event if _only_hero(known) else {"event_id": key, "room_id": known.id}
        harvest.unreadable.append((key, json.dumps(kept)))

    # Events that cannot be read yet

    async def _seal(self, harvest: Harvest, known: Known, event: Json, sync: Sync) -> None:
        """Keep an event until its key comes, and request the key."""
        if found(event, "unsigned", "redacted_because") is not None:
            return
        room = address(self.network, known.id, await self._partner(known, sync))
        harvest.sealed.append(Sealed(event["event_id"], room, json.dumps(event)))
        self.crypto.ask_for_key(known.id, event)

    async def _open_waiting(self, harvest: Harvest, sync: Sync, receiver: Receiver) -> None:
        """Read what waited for the keys that may have come."""
        waiting = await insist(lambda: receiver.sealed(self.network), self.log)
        for each in waiting:
            known = self.rooms.get(place(self.network, each.room).room)
            if known is not None:
                again = Harvest()
                await self._read(again, known, json.loads(each.ciphertext), sync)
                if not again.sealed:
                    harvest.opened.append(each.key)
                    harvest.arrivals += again.arrivals
                    harvest.unreadable += again.unreadable
        harvest.some_wait = len(harvest.opened) < len(waiting)

    # Helpers

    def _is_about_us(self, event: Json) -> bool:
        return is_about(self.us, event)

    async def _replaces(self, known: Known, sync: Sync) -> bool:
        """Whether the room that it claims to follow says so, too."""
        try:
            return await self.rooms.is_replaced_by(known.predecessor, known.id)
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self.log.warning("its predecessor is not told", room=known.id, cause=cause_of(error))
            return False

    async def _partner(self, known: Known, sync: Sync) -> str:
        """Who alone shares the room with us; nobody, where that cannot be learned."""
        try:
            return await self.rooms.partner(known)
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self.log.warning("who is in a room is not told", room=known.id, cause=cause_of(error))
            return ""

    def _inviter(self, room: str, event: Json) -> str:
        """Who invited us; some homeservers tell of that with our coming, too."""
        if before(event) not in {"", "invite"}:
            return ""
        seen = self._invited.get(room, Invited()).inviter
        return seen or text_at(event, "unsigned", "prev_sender")


def _greeting(came: Incoming) -> list[Incoming]:
    """An invitation to talk counts as pressing Start."""
    start = replace(came, kind=Kind.WORDS, key=f"{came.key} start", words="start", command=True)
    return [start]


def _only_hero(known: Known) -> str:
    """The other person of a pair, without asking."""
    return known.heroes[0] if known.is_pair and len(known.heroes) == 1 else ""


def _now() -> float:
    return asyncio.get_running_loop().time()
