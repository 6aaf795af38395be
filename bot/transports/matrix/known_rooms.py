"""The rooms that we are in, as the syncs told: their members, who can read them, and our rights.

Their addresses are `matrix:@ana:hs`, `matrix:!room:hs`, and what may stand behind a room's `/`:
`matrix:!room:hs/$root` is a thread, as a forum's topic is elsewhere. `matrix:!room:hs/@ana:hs` is
a direct room: the room and its only other person, so that it can be known not to be one any more.

With lazy-loaded members a homeserver gives the summary of a room when we first look and each time
a person comes or goes, and names up to five heroes in rooms without a name. `prev_content` is not
told by every homeserver; of a room that is new to us, each tells all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from bot.transports.matrix.homeserver import Api, Json, found, list_at, room_at, text_at
from bot.transports.matrix.homeserver_errors import Refused


class Place(NamedTuple):
    """The place of a message: a room, one person, or a thread; `room` is empty for a person."""

    room: str
    person: str = ""
    thread: str = ""


_FROM_TELEGRAM = re.compile(r"@_?(?:t2bot_)?telegram_\d+:")


def is_bridged(user: str) -> bool:
    """True for the ghost of a Telegram account, as mautrix-telegram and t2bot.io name them.

    We are on Telegram, too: its owner is answered and counted there. A ghost is not taken for its
    owner, since anybody may register such a name on a server of their own.
    """
    return _FROM_TELEGRAM.match(user) is not None


def place(network: str, address: str) -> Place:
    rest = address.removeprefix(f"{network}:")
    if rest.startswith("@"):
        return Place("", person=rest)
    room, _, inside = rest.partition("/")
    return Place(room, person=inside) if inside[:1] == "@" else Place(room, thread=inside)


def address(network: str, room: str, inside: str = "") -> str:
    """The address of a room, of a thread in it, or of the direct room that it is with a person."""
    return f"{network}:{room}/{inside}" if inside else f"{network}:{room}"


PAIR = 2
THERE = {"join", "invite"}
_OF_MEMBERS = {"shared", "invited", "joined"}
"""The settings of `history` by which only members read: "world_readable" and unknown ones are not.

See "Room history visibility" in the client-server specification.
"""
MESSAGE = "m.room.message"
_FIRST_WITH_RULERS = 12


@dataclass(slots=True)
class Known:
    """A room that we are in."""

    id: str
    joined: int = 0
    invited: int = 0
    heroes: tuple[str, ...] = ()
    memberships: dict[str, str] | None = None
    """The membership of all who are or ever were in it, if asked for since the last change."""
    encrypted: bool = False
    named: bool = False
    aliases: dict[str, bool] = field(default_factory=dict)
    """For each event that may publish aliases, True if it has any."""
    join_rule: str = "invite"
    history: str = "shared"
    creator: str = ""
    rulers: frozenset[str] = frozenset()
    """Creators whom no power level binds: see `rulers_in`."""
    replacement: str = ""
    replaced_at: float = 0.0
    """When we heard of its `replacement`, by a clock that only runs."""
    replaced_by: str = ""
    """The sender of the tombstone."""
    is_followed: bool = False
    """True if that may bring us into the replacement."""
    predecessor: str = ""
    private_with: str = ""
    """The person to whom it was the direct room, until others can read it and that is told."""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def is_pair(self) -> bool:
        """True if exactly two are joined or invited."""
        return self.joined + self.invited == PAIR

    @property
    def may_be_private(self) -> bool:
        """True for a pair, unless others can find the room, come in or read it from outside."""
        is_found = self.named or any(self.aliases.values())
        is_closed = self.join_rule == "invite" and self.history in _OF_MEMBERS
        return self.is_pair and is_closed and not is_found

    @property
    def likely_partner(self) -> str:
        """The other person of what looks like a direct room, without asking."""
        return self.heroes[0] if self.may_be_private and len(self.heroes) == 1 else ""


class Rooms:
    """All rooms that we are in."""

    def __init__(self, us: str, api: Api) -> None:
        """Ask `api` for parts that the syncs leave out; `us` is our account."""
        self.us = us
        self._api = api
        self._known: dict[str, Known] = {}

    def get(self, room: str) -> Known | None:
        return self._known.get(room)

    def all(self) -> list[Known]:
        return list(self._known.values())

    def clear(self) -> None:
        self._known.clear()

    def left(self, room: str) -> None:
        """Forget a room that we left."""
        self._known.pop(room, None)

    def update(self, room: str, joined: Json) -> Known:
        """Take in what a sync says of a room that we are in."""
        known = self._known.setdefault(room, Known(room))
        summary = joined.get("summary", {})
        if summary:
            known.joined = int(summary.get("m.joined_member_count", known.joined))
            known.invited = int(summary.get("m.invited_member_count", known.invited))
            known.heroes = tuple(summary.get("m.heroes", ()))
            known.memberships = None
        for event in (*_events(joined, "state"), *_events(joined, "timeline")):
            self.learn(known, event)
        return known

    async def partner(self, known: Known) -> str:
        """The person whose direct room this is, for what comes in and for what goes out."""
        if not known.may_be_private:
            return ""
        old = self.get(known.predecessor)
        if old is not None and old.replacement == known.id and not old.is_pair:
            return ""  # people who are to follow us into it are still on their way
        memberships = known.memberships or await self.look_again(known)
        partner = partner_in(known, memberships, self.us)
        known.private_with = partner or known.private_with
        return partner

    async def people(self, known: Known) -> dict[str, str]:
        """The membership of all who are or ever were in it; asked once after each change."""
        if known.memberships is None:
            known.memberships = await self._memberships(known.id)
        return known.memberships

    async def asked(self, room: str) -> set[str]:
        """The people joined or invited there, as the homeserver says now."""
        memberships = await self._memberships(room)
        return {user for user, how in memberships.items() if how in THERE}

    async def _memberships(self, room: str) -> dict[str, str]:
        answer = await self._api.room("GET", room, "members")
        return {event["state_key"]: event["content"]["membership"] for event in answer["chunk"]}

    async def look_again(self, known: Known) -> dict[str, str]:
        """Take in the room as it is now, and give the memberships.

        Syncs tell of it a little later, those with gaps may leave out who came, and Synapse's never
        tell of aliases that servers publish.
        """
        memberships: dict[str, str] = {}
        for event in await self._api.state(known.id):
            self.learn(known, event)
            if event["type"] == "m.room.member":
                memberships[event["state_key"]] = text_at(event, "content", "membership")
        known.memberships = memberships
        known.joined = sum(how == "join" for how in memberships.values())
        known.invited = sum(how == "invite" for how in memberships.values())
        return memberships

    async def shared_with(self, person: str) -> Known | None:
        """A living direct room of this person, where they are joined first."""
        likely = [
            each
            for each in self.all()
            if each.may_be_private and not each.replacement and each.heroes in {(), (person,)}
        ]
        found = [each for each in likely if await self.partner(each) == person]
        return max(found, key=lambda each: each.joined, default=None)

    async def is_with_us(self, person: str) -> bool:
        """True if a person is in a room that we share with others."""
        for known in self.all():
            if known.is_pair:
                continue
            try:
                response = await self._api.room("GET", known.id, "state", "m.room.member", person)
            except Refused as refused:
                if refused.is_for_now:
                    raise
                continue
            if text_at(response, "membership") == "join":
                return True
        return False

    def server_of_replacement(self, room: str) -> str:
        """The server of the person who replaced a room by this one: it knows the new one."""
        by = next((each.replaced_by for each in self.leads_to(room)), "")
        return by.partition(":")[2]

    def leads_to(self, room: str) -> list[Known]:
        """The rooms that say to be replaced by this one."""
        return [each for each in self.all() if each.replacement == room]

    async def is_replaced_by(self, old: str, new: str) -> bool:
        """True if a room itself says that `new` replaces it: a predecessor anyone can claim."""
        try:
            stone = await self._api.room("GET", old, "state", "m.room.tombstone", "")
        except Refused as refused:
            if refused.is_for_now:
                raise
            return False
        return stone.get("replacement_room") == new

    def learn(self, known: Known, event: Json) -> None:
        """Take in what an event says of its room."""
        match event.get("type"), event.get("state_key"):
            case "m.room.encryption", "":
                known.encrypted = True  # for ever: see "Messages sent to encrypted rooms"
            case "m.room.tombstone", "":
                replacement = room_at(event, "content", "replacement_room")
                if replacement != known.replacement:
                    known.replacement, known.is_followed = replacement, False
                    known.replaced_at = monotonic()
                known.replaced_by = text_at(event, "sender")
            case "m.room.create", "":
                known.creator = text_at(event, "sender")
                known.rulers = rulers_in(event)
                known.predecessor = room_at(event, "content", "predecessor", "room_id")
            case "m.room.member", str(user):
                known.names[user] = text_at(event, "content", "displayname")
                known.memberships = None
            case _:
                _learn_access(known, event)


def partner_in(known: Known, memberships: Mapping[str, str], us: str) -> str:
    """The person whose direct room this is; empty where others can read it, now or later.

    Exactly this person and we are joined or invited, the room has no name and no alias, is entered
    by invitation and not read from outside; and nobody else was ever in it or invited, unless
    people read only what was said while they were there.
    """
    there = {user for user, how in memberships.items() if how in THERE}
    others = memberships.keys() - there - {us}
    if not known.may_be_private or us not in there or len(there) != PAIR:
        return ""
    if others and known.history != "joined":
        return ""
    return (there - {us}).pop()


def _learn_access(known: Known, event: Json) -> None:
    """Take in what an event says of the ways to find a room, to come in and to read it."""
    match event.get("type"), event.get("state_key"):
        case "m.room.name", "":
            known.named = bool(text_at(event, "content", "name"))
        case "m.room.canonical_alias", "":
            others = list_at(event, "content", "alt_aliases")
            known.aliases[""] = bool(text_at(event, "content", "alias") or others)
        case "m.room.aliases", str(server):
            known.aliases[server] = bool(list_at(event, "content", "aliases"))
        case "m.room.join_rules", "":
            known.join_rule = text_at(event, "content", "join_rule")
        case "m.room.history_visibility", "":
            known.history = text_at(event, "content", "history_visibility")


def _events(joined: Json, section: str) -> list[Json]:
    return [each for each in list_at(joined, section, "events") if isinstance(each, dict)]


def is_about(user: str, event: Json) -> bool:
    """True if the event is a person's membership."""
    return text_at(event, "type") == "m.room.member" and text_at(event, "state_key") == user


def membership(event: Json | None) -> str:
    return text_at(event, "content", "membership")


def before(event: Json | None) -> str:
    """The membership before; empty where it is not told."""
    return text_at(event, "unsigned", "prev_content", "membership")


def may_be_coming(user: str, event: Json) -> bool:
    """True if this event may be an arrival; a new name alone can look the same."""
    return is_about(user, event) and membership(event) == "join" and before(event) != "join"


def was_in(user: str, joined: Json, events: Sequence[Json], *, invited: bool) -> bool:
    """True if a person was in a room before the first of these events.

    `joined` is all that a sync says of the room.
    """
    first = next((each for each in events if is_about(user, each)), None)
    if first is None:
        return True
    match before(first), membership(first):
        case "", "leave" | "ban":
            return True
        case "", "join":
            told = (*_events(joined, "state"), *_events(joined, "timeline"))
            is_new = any(text_at(each, "type") == "m.room.create" for each in told)
            return not invited and not is_new
        case _:
            return before(first) == "join"


def rulers_in(creation: object) -> frozenset[str]:
    """The creators of a room who may do everything, whatever its power levels say.

    From room version 12 on: its sender, and those whom its event names ("Room version 12").
    """
    version = text_at(creation, "content", "room_version")
    if not (version.isdecimal() and int(version) >= _FIRST_WITH_RULERS):
        return frozenset()
    named = list_at(creation, "content", "additional_creators")
    others = (each for each in named if isinstance(each, str))
    return frozenset({text_at(creation, "sender"), *others})


def may_speak(
    levels: Json, user: str, kind: str = MESSAGE, *, rulers: frozenset[str] = frozenset()
) -> bool:
    """True if these power levels let a user write messages, or events of another kind.

    See "m.room.power_levels" in the client-server specification.
    """
    if user in rulers:
        return True
    own = _level(found(levels, "users", user), _level(found(levels, "users_default"), 0))
    needed = _level(found(levels, "events", kind), _level(found(levels, "events_default"), 0))
    return own >= needed


def _level(value: object, default: int) -> int:
    """A level; rooms of early versions may tell it as text."""
    try:
        return int(value) if isinstance(value, int | str) else default
    except ValueError:
        return default
