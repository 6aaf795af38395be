"""A community that is being played: what its people do, and all that its rooms show."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.messages.incoming import Mention
from bot.domain.words import fold
from bot.operations.playground.communities import (
    CHANNEL,
    REGION,
    SQUARE,
    TEAM,
    Community,
    Person,
)
from bot.operations.stage import A_MOMENT, Stage
from bot.transports.playground import Posted

_STEP = timedelta(hours=6)
"""The longest piece of time that passes at once: what is due in it happens at its end."""


_READERS = {TEAM: ("territory",), REGION: ("region", "agent")}
"""The members of the rooms that are not for everyone; each is on one network."""


@dataclass(slots=True, eq=False)
class Entry:
    """One message of a room, a person's or Terreau's."""

    id: str
    at: datetime
    made: int = 0
    """The scene's version in which it came, and the one in which it last changed."""
    changed: int = 0
    writer: Person | None = None
    words: str = ""
    answers: str = ""
    """The message of the room that it replies to."""
    posted: Posted | None = None
    reaction: str = ""
    state: object = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The toast and the link for the person who acted."""

    words: str = ""
    """Said over a pressed button."""
    leads_to_direct: bool = False
    """True if Terreau answered in private."""


class Scene:
    """The people and rooms of one community, in one language."""

    def __init__(self, community: Community, stage: Stage, locale: str) -> None:
        self.community = community
        self.stage = stage
        self.locale = locale
        self.people = {each.key: each for each in (*community.cast, *community.crowd_people)}
        self.is_over = False
        self.passed_on: Counter[str] = Counter()
        """The number of replies of a person, by key, that reached another one in private."""
        self.version = 0
        self.rooms: dict[str, list[Entry]] = {}
        self._entries: dict[str, Entry] = {}
        self._turn = asyncio.Lock()
        self._changed = asyncio.Condition()

    @property
    def nth(self) -> int:
        """Index of the scene's language in pairs of words."""
        return int(self.locale == "en")

    def either(self, said: tuple[str, str]) -> str:
        """The words in the language of the scene."""
        return said[self.nth]

    def room(self, key: str, me: Person) -> str:
        """The address of a room as the page names it."""
        shared = {**SQUARE, "team": TEAM, "region": REGION, "channel": CHANNEL}
        return shared.get(key, me.address)

    def may_press(self, person: Person, room: str) -> bool:
        """True if a person reads a room; those of the channel only press."""
        is_channel = room == CHANNEL and person.network == CHANNEL.partition(":")[0]
        return is_channel or self.may_write(person, room)

    def may_write(self, person: Person, room: str) -> bool:
        """True if a person is in a room, and may write there."""
        if room in (TEAM, REGION):
            return person.key in _READERS[room]
        return room in (person.address, SQUARE[person.network])

    async def says(
        self, person: Person, words: str, *, room: str = "", answers: str = ""
    ) -> Outcome:
        """Write for a person, and see what comes of it."""
        async with self._turn:
            before = self.version
            self.stage.clock.move(A_MOMENT)
            await self.writes(person, words, room=room, answers=answers)
            await self.settle()
            if answers:
                self.passed_on[person.key] += self._is_passed_on(person, words, before)
            return Outcome(leads_to_direct=self._was_answered(person, before))

    def _is_passed_on(self, person: Person, words: str, before: int) -> bool:
        """True if another person has got these words in private since a version."""
        others = [each.address for each in self.people.values() if each is not person]
        return any(
            entry.posted is not None and words in entry.posted.text
            for _, entry in self.changed_since(before, others)
        )

    async def writes(
        self, person: Person, words: str, *, room: str = "", answers: str = ""
    ) -> None:
        """Write for a person; Terreau reads it when all settles."""
        network = self.stage.networks[person.network]
        shared = None if room in ("", person.address) else room
        mentions = tuple(
            Mention(found, other.address)
            for found in re.findall(r"@([\w-]+)", words)
            for other in self.people.values()
            if fold(other.name) == fold(found)
        )
        message_id = await network.says(
            person.address,
            person.name,
            words,
            room=shared,
            locale=self.locale,
            mentions=mentions,
            reply_to=answers or None,
        )
        entry = Entry(
            message_id, self.stage.clock.now(), writer=person, words=words, answers=answers
        )
        self._add(room or person.address, entry)

    async def presses(self, person: Person, entry: Entry, nth: int, room: str) -> Outcome:
        """Press a message's button, or a choice of a network's own poll; raises `LookupError`."""
        async with self._turn:
            if entry.posted is None or entry.posted.deleted:
                raise LookupError
            before = self.version
            words = await self._press(person, entry.posted, nth, room)
            await self.settle()
            return Outcome(words, leads_to_direct=self._was_answered(person, before))

    async def _press(self, person: Person, posted: Posted, nth: int, room: str) -> str:
        """Press, and go where the button leads; gives the words over it."""
        network = self.stage.networks[person.network]
        by = {"room": room, "locale": self.locale}
        if room != person.address and not network.capabilities.buttons:
            poll = posted.said.poll
            press = poll.vote(nth + 1) if poll else posted.choices[nth].press
            await network.reacts(person.address, person.name, press, posted.id, **by)
            return ""
        label = posted.choices[nth].label
        press_id = await network.presses(person.address, person.name, posted, label, **by)
        await self.stage.app.settle()
        words, start = network.told.get(press_id, ("", ""))
        if start:
            typed = f"/start {start}"
            await network.says(person.address, person.name, typed, locale=self.locale)
        return words

    def _was_answered(self, person: Person, before: int) -> bool:
        """True if something new stands in a person's direct room since a version."""
        return any(entry.made > before for entry in self.rooms.get(person.address, ()))

    async def moves(self, by: timedelta, *, step: timedelta = _STEP) -> None:
        """Move the clock in steps, which run jobs at about their due time."""
        async with self._turn:
            until = self.stage.clock.now() + by
            while (left := until - self.stage.clock.now()) > timedelta():
                await self.stage.move(min(left, step))
                self._look()
            await self._tell()

    async def settle(self) -> None:
        """Have Terreau read, answer and send all; then tell who watches."""
        await self.stage.app.settle()
        self._look()
        await self._tell()

    async def wait(self, version: int) -> None:
        """Wait until something changed since a version, or all is over."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.version > version or self.is_over)

    async def close(self) -> None:
        """End, and tell who watches."""
        async with self._turn:
            self.is_over = True
            await self._tell()
            await self.stage.app.close()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def entry(self, entry_id: str) -> Entry | None:
        """The message with this id."""
        return self._entries.get(entry_id)

    def changed_since(self, version: int, rooms: Iterable[str]) -> list[tuple[str, Entry]]:
        """The messages of some rooms that changed since a version."""
        return [
            (room, entry)
            for room in rooms
            for entry in self.rooms.get(room, ())
            if entry.changed > version
        ]

    def _add(self, room: str, entry: Entry) -> None:
        self.version += 1
        entry.made = entry.changed = self.version
        self.rooms.setdefault(room, []).append(entry)
        self._entries[entry.id] = entry

    def _look(self) -> None:
        """Take note of what is new and what has changed, in all rooms."""
        for network in self.stage.networks.values():
            for room, messages in network.rooms.items():
                for posted in messages:
                    self._look_at(room, posted)
            for message_id, sign in network.reactions.items():
                entry = self._entries.get(message_id)
                if entry is not None and entry.reaction != sign:
                    self.version += 1
                    entry.reaction, entry.changed = sign, self.version

    def _look_at(self, room: str, posted: Posted) -> None:
        entry = self._entries.get(posted.id)
        state = (posted.said, posted.deleted)
        if entry is None:
            at = posted.at or self.stage.clock.now()
            made = Entry(posted.id, at, posted=posted, answers=posted.reply_to or "")
            made.state = state
            self._add(room, made)
        elif entry.state != state:
            self.version += 1
            entry.state, entry.changed = state, self.version
