"""The installer's account, read at the bot's doors from what they write to it."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.messages.content import Words, text
from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.ports import SendError
from bot.domain.words import person_name
from bot.operations.copied_text import AtTheTerminal, Explained
from bot.operations.init.asking import Asker
from bot.references.joining import start_command

_LOOK_SECONDS = 0.2
_ASKED_TO_WRITE = text(
    "Now write anything to the bot from your own account; I am waiting for your message:"
)


class Hindered(Explained):
    """Nothing comes in now; the words say what to do before trying again."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A person who came in, by what they wrote.

    `take` tells that it was answered here: the bot need not handle it.
    """

    what: Incoming
    take: Callable[[], None]


class Door(Protocol):
    """One network's door."""

    @property
    def network(self) -> str:
        """Its network: addresses begin with it."""

    @property
    def mark(self) -> str:
        """The mark of commands there."""

    @property
    def where(self) -> Words:
        """The way to write to the bot."""

    def open(self) -> None:
        """Make ready to hear; asks what must be asked first."""

    async def next(self) -> Guest:
        """Wait for the next message; raises `Hindered`, and `Stopped` where nothing helps."""

    async def tell(self, guest: Guest, words: str) -> None:
        """Say something to a person where they came in; raises a `SendError`."""

    async def close(self) -> None:
        """Go away."""


@dataclass(slots=True)
class Meeting:
    """The bot's doors, and the person at the terminal who tells who came in."""

    asker: Asker
    runner: asyncio.Runner
    doors: Sequence[Door]
    _met: set[str] = field(default_factory=set)
    _early: list[Guest] = field(default_factory=list)
    _are_open: bool = False

    def cultivator(self, community: str) -> str:
        """The address of the installer's account, by anything they write to the bot."""
        self.asker.say(_ASKED_TO_WRITE)
        for door in self.doors:
            self.asker.console.say(f"  {self.asker.words(door.where)}")
        while True:
            guest = self._next()
            if guest is None:
                self.asker.pause(option="--cultivator")
                self.asker.say(text("Waiting for your message to the bot; Ctrl-C to stop."))
                continue
            if self.asker.yes(text("Is this you: {who}?", who=_who(guest))):
                guest.take()
                self._greet(guest, community)
                return guest.what.sender
            self.asker.say(text("That was someone else, then: still waiting for you."))

    def close(self) -> None:
        """Acknowledge what was answered here; the rest is the bot's."""
        for door in self.doors:
            self.runner.run(door.close())

    def _greet(self, guest: Guest, community: str) -> None:
        """A kind word to the installer, where they wrote; its loss stops nothing."""
        words = text(
            "Hello! I recognise you: you look after me for {community}. Answer the last questions "
            "of the installation: then I write to you here. If I do not, send me {start}.",
            community=community,
            start=start_command.typed(),
        )
        door = next(each for each in self.doors if each.network == guest.what.network)
        sentence = AtTheTerminal(self.asker.reader.locale, door.mark).say(words)
        with suppress(SendError):
            self.runner.run(door.tell(guest, sentence))

    def _next(self) -> Guest | None:
        """The next person, by an address not yet asked about; None on Enter."""
        self._open()
        early, self._early = self._early, []
        while True:
            try:
                found = early.pop(0) if early else self.runner.run(self._unless_typed())
            except Hindered as hindered:
                self.asker.say(hindered.words)
                self.asker.pause(text("Enter to try again, Ctrl-C to stop."), option="--cultivator")
                continue
            if found is None:
                return None
            what = found.what
            is_personal = what.direct and what.kind in {Kind.WORDS, Kind.EDIT}
            if is_personal and what.sender not in self._met:
                self._met.add(what.sender)
                self._early += early
                return found

    def _open(self) -> None:
        if not self._are_open:
            for door in self.doors:
                door.open()
            self._are_open = True

    async def _unless_typed(self) -> Guest | None:
        """The first person to write, on any network."""
        coming = [asyncio.ensure_future(door.next()) for door in self.doors]
        try:
            while not any(each.done() for each in coming):
                if self.asker.console.line_waits():
                    return None
                await asyncio.wait(
                    coming, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
            came = [each.result() for each in coming if each.done()]
            self._early += came[1:]
            return came[0]
        finally:
            for each in coming:
                each.cancel()
            await asyncio.wait(coming)


def _who(guest: Guest) -> Words:
    """The name and the account: the name alone, or an account within it, can be copied."""
    what = guest.what
    account = f"@{what.handle}" if what.handle else what.sender
    return text("{name} ({account})", name=person_name(what.name), account=account)
