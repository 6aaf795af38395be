"""The rooms that we are in, as far as the syncs told: how many people, who, encrypted or not.

With lazy-loaded members a homeserver gives the summary of a room when we first look and each time
a person comes or goes, and names up to five heroes in rooms without a name.
"""

from dataclasses import dataclass, field
from time import monotonic

from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.json_values import Json, list_at, room_at, text_at

PAIR = 2


@dataclass(slots=True)
class Known:
    """A room that we are in. `there` are the people who are joined or invited, if asked for.

    `open_to` is its rule for joining. `replaced_at` is when we heard of its `replacement`, by a
    clock that only runs, and `replaced_by` who said so.
    """

    id: str
    joined: int = 0
    invited: int = 0
    heroes: tuple[str, ...] = ()
    there: dict[str, str] | None = None
    encrypted: bool = False
    named: bool = False
    open_to: str = "invite"
    creator: str = ""
    replacement: str = ""
    replaced_at: float = 0.0
    replaced_by: str = ""
    predecessor: str = ""
    names: dict[str, str] = field(default_factory=dict)

    @property
    def is_pair(self) -> bool:
        """True if exactly two are joined or invited."""
        return self.joined + self.invited == PAIR


class Rooms:
    """All rooms that we are in."""

    def __init__(self, us: str, api: Api) -> None:
        """Ask `api` for parts that the syncs leave out; `us` is our account."""
        self.us = us
        self._api = api
        self._known: dict[str, Known] = {}

    def get(self, room: str) -> Known | None:
        """A room that we are in."""
        return self._known.get(room)

    def all(self) -> list[Known]:
        """Every room that we are in."""
        return list(self._known.values())

    def clear(self) -> None:
        """Forget everything: we look anew."""
        self._known.clear()

    def left(self, room: str) -> None:
        """We are no longer there."""
        self._known.pop(room, None)

    def update(self, room: str, joined: Json) -> Known:
        """Take in what a sync says of a room that we are in."""
        known = self._known.setdefault(room, Known(room))
        summary = joined.get("summary", {})
        if summary:
            known.joined = int(summary.get("m.joined_member_count", known.joined))
            known.invited = int(summary.get("m.invited_member_count", known.invited))
            known.heroes = tuple(summary.get("m.heroes", ()))
            known.there = None
        for event in (*_events(joined, "state"), *_events(joined, "timeline")):
            self.learn(known, event)
        return known

    async def partner(self, known: Known) -> str:
        """The only other person in a room, joined or invited; empty for several or none."""
        if not known.is_pair or self._follows_a_shared_one(known):
            return ""
        if len(known.heroes) == 1:
            return known.heroes[0]
        others = [user for user in await self.people(known) if user != self.us]
        return others[0] if len(others) == 1 else ""

    def _follows_a_shared_one(self, known: Known) -> bool:
        """True if it is new, and people who are to follow us into it are still on their way."""
        old = self.get(known.predecessor)
        return old is not None and old.replacement == known.id and not old.is_pair

    async def people(self, known: Known) -> dict[str, str]:
        """The people joined or invited, and as which of the two; asked once after each change."""
        if known.there is None:
            known.there = await self.asked(known.id)
        return known.there

    async def asked(self, room: str) -> dict[str, str]:
        """The people joined or invited there, as the homeserver says now."""
        answer = await self._api.room("GET", room, "members")
        standing = {event["state_key"]: event["content"]["membership"] for event in answer["chunk"]}
        return {user: how for user, how in standing.items() if how in {"join", "invite"}}

    async def shared_with(self, person: str) -> Known | None:
        """A living room with nobody but this person and us, where they are joined first.

        One that has a name or an open door is to be shared with others, who would read it all.
        """
        pairs = [each for each in self.all() if each.is_pair and not each.replacement]
        private = [
            each
            for each in pairs
            if each.creator == self.us or (not each.named and each.open_to == "invite")
        ]
        found = [each for each in private if await self.partner(each) == person]
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
        by = next((each.replaced_by for each in self.all() if each.replacement == room), "")
        return by.partition(":")[2]

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
                known.replacement = room_at(event, "content", "replacement_room")
                known.replaced_at = monotonic()
                known.replaced_by = text_at(event, "sender")
            case "m.room.name", "":
                known.named = bool(text_at(event, "content", "name"))
            case "m.room.join_rules", "":
                known.open_to = text_at(event, "content", "join_rule")
            case "m.room.create", "":
                known.creator = text_at(event, "sender")
                known.predecessor = room_at(event, "content", "predecessor", "room_id")
            case "m.room.member", str(user):
                known.names[user] = text_at(event, "content", "displayname")
                known.there = None


def _events(joined: Json, section: str) -> list[Json]:
    return [each for each in list_at(joined, section, "events") if isinstance(each, dict)]
