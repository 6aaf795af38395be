"""Our coming and going: invitations, and news for the receiver of rooms entered and left."""

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from structlog.typing import FilteringBoundLogger

from bot.core.messages.incoming import Incoming, Kind
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver import Json, found, list_at, text_at
from bot.transports.matrix.homeserver_errors import Refused, cause_of
from bot.transports.matrix.invitations import Invitations
from bot.transports.matrix.known_rooms import (
    THERE,
    Known,
    Rooms,
    address,
    before,
    is_about,
    membership,
)
from bot.transports.matrix.sync_result import Harvest, Invited, Sync, is_for_now

T = TypeVar("T")


@dataclass(slots=True)
class OwnMembership:
    """Our membership in rooms, from the invitation to the leave."""

    network: str
    us: str
    rooms: Rooms
    crypto: Crypto
    invitations: Invitations
    log: FilteringBoundLogger
    invited: dict[str, Invited] = field(default_factory=dict, init=False)
    """The rooms that we are invited to."""

    def is_ours(self, event: Json) -> bool:
        """True if the event is our own membership."""
        return is_about(self.us, event)

    def invitation(self, room: str, invite: Json, since: str) -> None:
        """Take in an invitation that came after the token `since`."""
        self.invitations.invited(room, invite)
        events = list_at(invite, "invite_state", "events")
        # The last one is our own server's; what stands before it, the inviter's may make up.
        membership = next(filter(self.is_ours, reversed(events)), None)
        inviter = text_at(membership, "sender")
        direct = found(membership, "content", "is_direct") is True
        known = self.invited.get(room, Invited())
        self.invited[room] = Invited(inviter or known.inviter, known.since or since, direct)

    async def moved(
        self, harvest: Harvest, known: Known, event: Json, sync: Sync, *, is_in: bool
    ) -> bool:
        """Take in our membership, told anew by a new name too; True if we are in then."""
        match membership(event):
            case "join":
                made = known.creator == self.us and not before(event)
                if not is_in and (not made or known.id in self.invited):
                    return await self._entered(harvest, known, event, sync)
                return True
            case "leave" | "ban":
                if is_in:
                    self.crypto.sessions.renew(known.id)
                    harvest.arrivals.append(
                        self._leave_notice(known.id, known.likely_partner, event)
                    )
                return False
            case "invite":
                since = self.invited.get(known.id, Invited()).since or sync.since
                direct = found(event, "content", "is_direct") is True
                self.invited[known.id] = Invited(text_at(event, "sender"), since, direct)
        return is_in

    async def _entered(self, harvest: Harvest, known: Known, event: Json, sync: Sync) -> bool:
        """Enter a room: a direct one, another's successor, or a new one; False if we leave it."""
        partner, inviter = await self.partner(known, sync), self._inviter(known.id, event)
        room = address(self.network, known.id, partner)
        stays = self._may_stay(known, partner, inviter)
        came = Incoming(
            Kind.CAME,
            self.network,
            key=event["event_id"],
            room=room,
            direct=bool(partner),
            sender=address(self.network, inviter or self.us),
            name=known.names.get(inviter) or inviter[1:].partition(":")[0],
        )
        talks = inviter and not partner and known.is_pair and self._is_to_talk(known.id, event)
        if talks:
            harvest.arrivals += _begun_elsewhere(came, is_told_here=stays)
        if not stays:
            self.log.warning("a room left that we were not to enter: see invited_by")
            self.invitations.put(known.id, welcome=False)
            return False
        if talks:
            return True
        old = known.predecessor
        if old and await self._replaces(known, sync):
            old_room = address(self.network, old, partner)
            moved = replace(
                came, kind=Kind.MOVED, key=f"{came.key} moved", room=old_room, words=room
            )
            harvest.arrivals += [moved, came]
        else:
            harvest.arrivals += [came, *(_greeting(came) if inviter and inviter == partner else ())]
        return True

    def _may_stay(self, known: Known, partner: str, inviter: str) -> bool:
        """True for a direct room, one that an allowed person let us into, or a true successor.

        An invitation only claims to be to a direct room, and a tombstone may name any room.
        """
        if partner or (inviter and self.invitations.allows(inviter)):
            return True
        before = self.rooms.leads_to(known.id)
        if before:
            return any(each.is_followed and each.id == known.predecessor for each in before)
        return not inviter

    def _is_to_talk(self, room: str, event: Json) -> bool:
        """True if the person who let us in wanted a direct room."""
        told = found(event, "unsigned", "prev_content", "is_direct") is True
        return told or self.invited.get(room, Invited()).direct

    async def look_at(self, harvest: Harvest, known: Known, sync: Sync) -> None:
        """Tell if others can read a direct room by now, or could later."""
        person = known.private_with
        if known.id not in sync.exposed:
            if not person or await self.partner(known, sync) == person:
                return
            people = await self._answer_or(self.rooms.people(known), {}, known, sync)
            known.private_with = ""
            if people.get(person) not in THERE:
                return
            sync.exposed[known.id] = Incoming(
                Kind.EXPOSED,
                self.network,
                key=f"{known.id} exposed {sync.body['next_batch']}",
                room=address(self.network, known.id, person),
                direct=True,
                sender=address(self.network, person),
            )
        harvest.arrivals.append(sync.exposed[known.id])

    def left(self, room: str, left: Json) -> list[Incoming]:
        """Leave a room, by our will or another's; an invitation may be taken back, too."""
        known = self.rooms.get(room)
        events = list_at(left, "timeline", "events")
        gone = next((each for each in reversed(events) if self.is_ours(each)), None)
        if known is None and before(gone) != "join":
            return []
        self.rooms.left(room)
        self.crypto.sessions.forget_room(room)
        partner = known.likely_partner if known else ""
        return [self._leave_notice(room, partner, gone)]

    def _leave_notice(self, room: str, partner: str, gone: Json | None) -> Incoming:
        return Incoming(
            Kind.WENT,
            self.network,
            key=gone["event_id"] if gone else f"left {room}",
            room=address(self.network, room, partner),
            direct=bool(partner),
            sender=address(self.network, gone["sender"] if gone else self.us),
        )

    async def partner(self, known: Known, sync: Sync) -> str:
        """The person whose direct room it is; empty where that cannot be learned."""
        return await self._answer_or(self.rooms.partner(known), "", known, sync)

    async def _replaces(self, known: Known, sync: Sync) -> bool:
        """True if the room that it claims to follow says so, too."""
        asking = self.rooms.is_replaced_by(known.predecessor, known.id)
        return await self._answer_or(asking, False, known, sync)  # noqa: FBT003 - what is not told

    async def _answer_or(self, asking: Awaitable[T], untold: T, about: Known, sync: Sync) -> T:
        """The homeserver's answer about a room, or `untold` where there is none."""
        try:
            return await asking
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self.log.warning("not told about a room", room=about.id, cause=cause_of(error))
            return untold

    def _inviter(self, room: str, event: Json) -> str:
        """The person who invited us; some homeservers tell of that with our coming, too."""
        if before(event) not in {"", "invite"}:
            return ""
        seen = self.invited.get(room, Invited()).inviter
        return seen or text_at(event, "unsigned", "prev_sender")


def _greeting(came: Incoming) -> list[Incoming]:
    """An invitation to talk counts as pressing Start."""
    start = replace(came, kind=Kind.WORDS, key=f"{came.key} start", words="start", command=True)
    return [start]


def _begun_elsewhere(came: Incoming, *, is_told_here: bool) -> list[Incoming]:
    """A person wants to talk in a room that is not private: the answer opens one that is."""
    here = replace(came, kind=Kind.EXPOSED, key=f"{came.key} exposed")
    there = _greeting(replace(came, room=came.sender, direct=True))
    return [here, *there] if is_told_here else there
