"""Our coming and going: invitations, and news for the receiver of rooms entered and left."""

from dataclasses import dataclass, field, replace

from structlog.typing import FilteringBoundLogger

from bot.core.messages.incoming import Incoming, Kind
from bot.transports.matrix.addresses import address
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.health import cause_of
from bot.transports.matrix.homeserver.json_values import Json, list_at, text_at
from bot.transports.matrix.rooms.invitations import Invitations
from bot.transports.matrix.rooms.known_rooms import Known, Rooms
from bot.transports.matrix.rooms.membership import before, is_about, membership
from bot.transports.matrix.sync.sync_gaps import is_for_now
from bot.transports.matrix.sync.sync_result import Harvest, Invited, Sync


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
        known = self.invited.get(room, Invited())
        self.invited[room] = Invited(inviter or known.inviter, known.since or since)

    async def moved(
        self, harvest: Harvest, known: Known, event: Json, sync: Sync, *, is_in: bool
    ) -> bool:
        """Take in our membership, told anew by a new name too; True if we are in then."""
        match membership(event):
            case "join":
                made = known.creator == self.us and not before(event)
                if not is_in and (not made or known.id in self.invited):
                    await self._entered(harvest, known, event, sync)
                return True
            case "leave" | "ban":
                if is_in:
                    self.crypto.sessions.renew(known.id)
                    harvest.arrivals.append(self._went(known.id, only_hero(known), event))
                return False
            case "invite":
                since = self.invited.get(known.id, Invited()).since
                self.invited[known.id] = Invited(text_at(event, "sender"), since or sync.since)
        return is_in

    async def _entered(self, harvest: Harvest, known: Known, event: Json, sync: Sync) -> None:
        """Enter a room: the successor of another, a direct room, or a new one."""
        partner, inviter = await self.partner(known, sync), self._inviter(known.id, event)
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

    def left(self, room: str, left: Json) -> list[Incoming]:
        """Leave a room, by our will or another's; an invitation may be taken back, too."""
        known = self.rooms.get(room)
        events = list_at(left, "timeline", "events")
        gone = next((each for each in reversed(events) if self.is_ours(each)), None)
        if known is None and before(gone) != "join":
            return []
        self.rooms.left(room)
        self.crypto.sessions.forget_room(room)
        partner = only_hero(known) if known else ""
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

    async def partner(self, known: Known, sync: Sync) -> str:
        """The one person who shares the room with us; empty where that cannot be learned."""
        try:
            return await self.rooms.partner(known)
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self.log.warning("who is in a room is not told", room=known.id, cause=cause_of(error))
            return ""

    async def _replaces(self, known: Known, sync: Sync) -> bool:
        """True if the room that it claims to follow says so, too."""
        try:
            return await self.rooms.is_replaced_by(known.predecessor, known.id)
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self.log.warning("its predecessor is not told", room=known.id, cause=cause_of(error))
            return False

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


def only_hero(known: Known) -> str:
    """The other person of a pair, without asking."""
    return known.heroes[0] if known.is_pair and len(known.heroes) == 1 else ""
