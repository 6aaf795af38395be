"""Our own sync loop: the events of a sync are committed with its token before the next one.

A start looks once without a token, for the rooms as they are; then it goes on from the token that
was committed last. What a limited timeline leaves out is fetched, in order. The position is one
word, with the invitations not answered yet: an invitation is told once only, and a crash must not
lose it.
"""

import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from time import monotonic
from urllib.parse import unquote

from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import Receiver, UndecryptedEvent, Unreadable
from bot.core.tasks import LONGEST_SILENCE, SHORTEST_BACKOFF, Heartbeat, insist
from bot.transports.matrix.encryption.crypto import ENCRYPTED, Crypto
from bot.transports.matrix.homeserver import CLIENT, Api, Json, found, text_at
from bot.transports.matrix.homeserver_errors import Health, Refused, cause_of
from bot.transports.matrix.invitations import Invitations
from bot.transports.matrix.known_rooms import Known, Rooms, address, may_be_coming, place, was_in
from bot.transports.matrix.messages.events import EventReader
from bot.transports.matrix.own_membership import OwnMembership
from bot.transports.matrix.sync_result import MEMBERS, Harvest, Invited, Sync, SyncPages, is_for_now

_NONE = {"not_types": ["*"]}
# Silence is noticed after both; what goes on for half a minute more is told.
POLL_SECONDS = 15.0
GRACE_SECONDS = 10.0
SLOW_SECONDS = 60.0
"""Time limit of an answer that has much to tell, or comes from a homeserver unwell anyway."""
LOOK_SECONDS = 300.0
PAGE = 100


@dataclass(frozen=True, slots=True)
class Position:
    """A position in the stream of a homeserver."""

    since: str = ""
    """The token of the last sync; empty before the first."""
    rooms: tuple[str, ...] = ()
    """The rooms to be entered."""
    refused: tuple[str, ...] = ()
    """The rooms to be turned down."""
    read_at: datetime | None = None
    """When the last sync was asked for: all that had reached the homeserver by then is read."""

    def __str__(self) -> str:
        read_at = self.read_at and self.read_at.isoformat()
        return json.dumps([self.since, self.rooms, self.refused, read_at])


_USER = re.compile(r'@[^\s"\\]{1,254}')
_ANYBODY = re.compile(r'@[^\s:@"<>\\]+:[\w.:\[\]-]+')
"""Whatever may be a user id in words, in links and in JSON; no `@` is looked past."""


@dataclass(frozen=True, slots=True)
class EventIntake:
    """Events on their way into a harvest."""

    network: str
    us: str
    rooms: Rooms
    crypto: Crypto
    reader: EventReader
    membership: OwnMembership
    log: FilteringBoundLogger

    async def read(self, harvest: Harvest, known: Known, event: Json, sync: Sync) -> None:
        """Read one event: one that cannot be read is set aside, and holds nothing up."""
        try:
            if event["type"] == "m.room.tombstone" and known.replacement:
                harvest.replaced.append(known)
            if event["type"] == ENCRYPTED and event["sender"] != self.us:
                await self.crypto.meet(event)
                clear = self.crypto.opened(known.id, event)
                if clear is None:
                    await self._keep_undecrypted(harvest, known, event, sync)
                    return
                event = clear
            arrival = await self.reader.read(known, event)
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self.log.error("an event given up", cause=cause_of(error))  # noqa: TRY400 - its text may quote people
            self._set_aside(harvest, known, event)
        except Exception:  # noqa: BLE001 - kept for a person to look at
            self._set_aside(harvest, known, event)
        else:
            if arrival is not None:
                harvest.arrivals.append(arrival)

    def _set_aside(self, harvest: Harvest, known: Known, event: Json) -> None:
        """Keep an event for a person to look at."""
        harvest.unreadable.append(unreadable(self.network, self.us, known, event))

    async def _keep_undecrypted(
        self, harvest: Harvest, known: Known, event: Json, sync: Sync
    ) -> None:
        """Keep an event until its key comes, and request the key."""
        if found(event, "unsigned", "redacted_because") is not None:
            return
        room = address(self.network, known.id, await self.membership.partner(known, sync))
        harvest.undecrypted.append(UndecryptedEvent(event["event_id"], room, json.dumps(event)))
        self.crypto.ask_for_key(known.id, event)

    async def open_waiting(self, harvest: Harvest, sync: Sync, receiver: Receiver) -> None:
        """Read what waited for the keys that may have come."""
        waiting = await insist(lambda: receiver.undecrypted(self.network), self.log)
        for each in waiting:
            known = self.rooms.get(place(self.network, each.room).room)
            if known is not None:
                again = Harvest()
                await self.read(again, known, json.loads(each.ciphertext), sync)
                if not again.undecrypted:
                    harvest.opened.append(each.key)
                    harvest.arrivals += again.arrivals
                    harvest.unreadable += again.unreadable
        harvest.some_wait = len(harvest.opened) < len(waiting)


def unreadable(network: str, us: str, known: Known, event: Json) -> Unreadable:
    """An event that could not be read. Never raises, whatever it is.

    Its words are kept where its sender alone said them, in private, and names nobody else in them;
    else only that there was something.
    """
    sender = text_at(event, "sender")
    sender = sender if _USER.fullmatch(sender) else ""
    partner, key = known.likely_partner, str(found(event, "event_id"))
    raw = json.dumps({"event_id": key, "room_id": known.id})
    if sender and sender == partner:
        try:
            whole = json.dumps(event, ensure_ascii=False)
        except (RecursionError, TypeError, ValueError):
            whole = ""
        people = {each[0] for each in _ANYBODY.finditer(unquote(whole))}
        raw = whole if whole and people <= {sender, us} else raw
    origin = address(network, sender) if sender else ""
    return Unreadable(key, raw, sender=origin, direct=bool(partner))


@dataclass(slots=True)
class SyncLoop:
    """Looks, then syncs as long as it runs."""

    network: str
    us: str
    rooms: Rooms
    api: Api
    crypto: Crypto
    reader: EventReader
    invitations: Invitations
    health: Health
    clock: Clock
    log: FilteringBoundLogger
    heartbeat: Heartbeat
    _in_use: list[Known] = field(default_factory=list, init=False)
    _some_undecrypted: bool = field(default=True, init=False)
    _looked_at: datetime | None = field(default=None, init=False)
    _sent_before: Json = field(default_factory=dict, init=False)
    _pages: SyncPages = field(init=False)
    _membership: OwnMembership = field(init=False)
    _intake: EventIntake = field(init=False)

    def __post_init__(self) -> None:
        self._pages = SyncPages(self.rooms, self.api, self.log)
        self._membership = OwnMembership(
            self.network, self.us, self.rooms, self.crypto, self.invitations, self.log
        )
        self._intake = EventIntake(
            self.network, self.us, self.rooms, self.crypto, self.reader, self._membership, self.log
        )

    async def look(self) -> str:
        """Learn the rooms as they are now, and the invitations; gives the token of this moment.

        Nothing of what was said is read, and no keys are taken: the next sync brings them, unless
        it is the very first.
        """
        self._looked_at = self.clock.now()
        # The server keeps its answers for a while by their parameters: none of an earlier start.
        timeout = str(random.randrange(1, 100_000))  # noqa: S311 - not a secret
        body = await self.api.request(
            "GET",
            f"{CLIENT}/sync",
            seconds=LOOK_SECONDS,
            query={"filter": sync_filter(1), "timeout": timeout},
        )
        self._sent_before = body.pop("to_device", {})
        self.rooms.clear()
        rooms = body.get("rooms", {})
        for room, joined in rooms.get("join", {}).items():
            self.rooms.update(room, joined)
        for room, invite in rooms.get("invite", {}).items():
            self._membership.invitation(room, invite, "")
        await self.crypto.absorb(body)
        return str(body["next_batch"])

    async def run(
        self, receiver: Receiver, now: str, *, logged_in: Callable[[], Awaitable[None]]
    ) -> None:
        """Sync until cancelled; what waited before `now` was looked at has come when it is through.

        `logged_in` is asked for a new token when the homeserver refuses ours.
        """
        position = await insist(lambda: receiver.position(self.network), self.log)
        at = self._resumed_position(read_position(position), now)
        if position is None:
            await self.crypto.absorb({"next_batch": now, "to_device": self._sent_before})
            await insist(lambda: self._commit(receiver, Harvest(), at), self.log)
        await self._know_direct_rooms(receiver)
        behind = True
        sync: Sync | None = None
        while True:
            await self.heartbeat.sleep(self.health.pause)
            began, seconds = monotonic(), 0.0 if behind or self.health.since else POLL_SECONDS
            try:
                if sync is None:
                    sync = await self._next(at.since, seconds)
                harvest = await self._harvest(sync, at.read_at, receiver)
            except Exception as error:  # noqa: BLE001 - whatever happens, we ask again
                self.health.failed(error)
                if sync is not None:
                    sync.failed(error)
                if isinstance(error, Refused) and error.is_of_the_token:
                    await logged_in()
                continue
            since = str(sync.body["next_batch"])
            self.heartbeat.beat()
            is_old_news = since == at.since and seconds > monotonic() - began + SHORTEST_BACKOFF
            at = Position(since, self.invitations.rooms, self.invitations.refused, sync.began_at)
            await insist(lambda: self._commit(receiver, harvest, at), self.log)  # noqa: B023 - awaited
            self._forget(sync)
            sync = None
            self.health.well()
            self.health.pause = SHORTEST_BACKOFF if is_old_news else 0.0
            if behind:
                behind = False
                receiver.caught_up(self.network)

    def _resumed_position(self, at: Position, now: str) -> Position:
        """Resume at the stored position; at the very first start, nothing earlier is read."""
        for room in at.rooms:
            self.invitations.put(room, welcome=True)
            self._membership.invited.setdefault(room, Invited())
            for replaced in self.rooms.leads_to(room):
                replaced.is_followed = True
        for room in at.refused:
            self.invitations.put(room, welcome=False)
        return at if at.since else replace(at, since=now, read_at=self._looked_at)

    async def _know_direct_rooms(self, receiver: Receiver) -> None:
        """Look at the direct rooms in use with the next sync: they may have changed meanwhile."""
        addresses = await insist(lambda: receiver.direct_rooms(self.network), self.log)
        for room, person, _ in (place(self.network, each) for each in addresses):
            known = self.rooms.get(room)
            if known is not None:
                known.private_with = person
                self._in_use.append(known)

    async def _next(self, since: str, seconds: float) -> Sync:
        began_at = self.clock.now()
        self.heartbeat.beat(seconds or SLOW_SECONDS - LONGEST_SILENCE)
        body = await self.api.request(
            "GET",
            f"{CLIENT}/sync",
            seconds=seconds + GRACE_SECONDS if seconds else SLOW_SECONDS,
            query={
                "since": since,
                "timeout": str(int(seconds * 1000)),
                "filter": sync_filter(PAGE),
            },
        )
        return Sync(began_at, since, body, await self.crypto.absorb(body))

    async def _commit(self, receiver: Receiver, harvest: Harvest, at: Position) -> None:
        await receiver.receive(
            self.network,
            harvest.arrivals,
            str(at),
            harvest.unreadable,
            undecrypted=harvest.undecrypted,
            opened=harvest.opened,
        )
        waiting = self._some_undecrypted if harvest.some_wait is None else harvest.some_wait
        self._some_undecrypted = waiting or bool(harvest.undecrypted)

    async def _harvest(self, sync: Sync, read_at: datetime | None, receiver: Receiver) -> Harvest:
        """Read a sync; all before it was read when `read_at` was."""
        harvest = Harvest()
        rooms = sync.body.get("rooms", {})
        # First: of a room that we are out of nothing can be asked.
        if sync.went is None:
            left = rooms.get("leave", {}).items()
            sync.went = [each for it in left for each in self._membership.left(*it)]
        harvest.arrivals += sync.went
        if sync.brought_keys and self._some_undecrypted:
            await self._intake.open_waiting(harvest, sync, receiver)
        for room, invite in rooms.get("invite", {}).items():
            self._membership.invitation(room, invite, sync.since)
        for known in self._in_use:
            if not known.may_be_private and known.id not in rooms.get("join", {}):
                await self._membership.look_at(harvest, known, sync)
        for room, joined in rooms.get("join", {}).items():
            self.heartbeat.beat()
            await self._read_room(harvest, room, joined, sync)
        for known in harvest.replaced:
            # A tombstone leads us if it is an allowed person's, or in a community's room.
            known.is_followed = self.invitations.allows(known.replaced_by) or await insist(
                partial(receiver.is_tied, address(self.network, known.id)), self.log
            )
            if known.is_followed:
                self.invitations.put(known.replacement, welcome=True)
        harvest.arrivals = [_not_before(read_at, each) for each in harvest.arrivals]
        return harvest

    def _forget(self, sync: Sync) -> None:
        """Forget what was kept for a sync that is committed."""
        self._pages.forget()
        self._in_use.clear()
        rooms = sync.body.get("rooms", {})
        for room in (*rooms.get("join", {}), *rooms.get("leave", {})):
            if room not in rooms.get("invite", {}):  # one may be out and invited anew at once
                self._membership.invited.pop(room, None)

    async def _read_room(self, harvest: Harvest, room: str, joined: Json, sync: Sync) -> None:
        """Read the events of a room from our time there, our own joins and leaves included."""
        known = self.rooms.update(room, joined)
        if room in self.invitations.refused:
            return
        await self._membership.look_at(harvest, known, sync)
        events = await self._events(known, joined, sync)
        self._intake.reader.expect(events)
        is_in = was_in(self.us, joined, events, invited=room in self._membership.invited)
        for event in events:
            if self._membership.is_ours(event):
                is_in = await self._membership.moved(harvest, known, event, sync, is_in=is_in)
            elif is_in:
                await self._intake.read(harvest, known, event, sync)

    async def _events(self, known: Known, joined: Json, sync: Sync) -> list[Json]:
        """All events of a sync, oldest first, also those that a limited timeline leaves out.

        With our coming it may also begin long before the last sync; and what was said before we
        were put out came under no sync, if we were invited again at once.
        """
        timeline = joined.get("timeline", {})
        events = list(timeline.get("events", ()))
        coming = any(may_be_coming(self.us, each) for each in events)
        gap = timeline.get("limited") and timeline.get("prev_batch")
        if not coming and not gap:
            return events
        missed = await self._pages.between(
            known,
            self._membership.invited.get(known.id, Invited()).since or sync.since,
            str(sync.body["next_batch"] if coming else gap),
            limit=PAGE,
            is_last_try=sync.is_last_try,
        )
        return (missed or events) if coming else [*missed, *events]


def read_position(kept: str | None) -> Position:
    """Read a position as `str` writes it."""
    if kept is None:
        return Position()
    since, rooms, refused, *read_at = json.loads(kept)  # the last was not always kept
    at = datetime.fromisoformat(read_at[0]) if any(read_at) else None
    return Position(since, tuple(rooms), tuple(refused), at)


def sync_filter(timeline: int) -> str:
    """The filter, in JSON; `timeline` is the most events that a room's timeline may have."""
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


def _not_before(read_at: datetime | None, came: Incoming) -> Incoming:
    """Raise a stated sending time to the time of the last complete reading.

    Homeservers state any time they like; what had been said before that would have come before.
    """
    if came.sent_at is None or read_at is None or came.sent_at >= read_at:
        return came
    return replace(came, sent_at=read_at)
