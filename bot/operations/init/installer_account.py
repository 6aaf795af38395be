"""The installer's account, found by what they write to the bot."""

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


class NothingReceived(Explained):
    """Nothing comes in now; the words say what to do before trying again."""


@dataclass(frozen=True, slots=True)
class FirstMessage:
    """The first message of a person.

    `take` tells that it was answered here: the bot need not handle it.
    """

    what: Incoming
    take: Callable[[], None]


class Listener(Protocol):
    """Listens for messages on one network."""

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

    async def next(self) -> FirstMessage:
        """Wait for the next message; raises `NothingReceived`, or `Stopped` where nothing helps."""

    async def tell(self, message: FirstMessage, words: str) -> None:
        """Answer a person where they wrote; raises a `SendError`."""

    async def close(self) -> None:
        """Go away."""


@dataclass(slots=True)
class InstallerLookup:
    """Asks the person at the terminal which of those who write to the bot they are."""

    asker: Asker
    runner: asyncio.Runner
    listeners: Sequence[Listener]
    _met: set[str] = field(default_factory=set)
    _early: list[FirstMessage] = field(default_factory=list)
    _are_open: bool = False

    def cultivator(self, community: str) -> str:
        """The address of the installer's account, by anything they write to the bot."""
        self.asker.say(_ASKED_TO_WRITE)
        for listener in self.listeners:
            self.asker.console.say(f"  {self.asker.words(listener.where)}")
        while True:
            message = self._next()
            if message is None:
                self.asker.pause(option="--cultivator")
                self.asker.say(text("Waiting for your message to the bot; Ctrl-C to stop."))
                continue
            # The name alone, or an account within it, can be copied.
            what = message.what
            account = f"@{what.handle}" if what.handle else what.sender
            who = text("{name} ({account})", name=person_name(what.name), account=account)
            if self.asker.yes(text("Is this you: {who}?", who=who)):
                message.take()
                self._greet(message, community)
                return message.what.sender
            self.asker.say(text("That was someone else, then: still waiting for you."))

    def close(self) -> None:
        """Acknowledge what was answered here; the rest is the bot's."""
        for listener in self.listeners:
            self.runner.run(listener.close())

    def _greet(self, message: FirstMessage, community: str) -> None:
        """A kind word to the installer, where they wrote; its loss stops nothing."""
        words = text(
            "Hello! I recognise you: you look after me for {community}. Answer the last questions "
            "of the installation: then I write to you here. If I do not, send me {start}.",
            community=community,
            start=start_command.typed(),
        )
        listener = next(each for each in self.listeners if each.network == message.what.network)
        sentence = AtTheTerminal(self.asker.reader.locale, listener.mark).say(words)
        with suppress(SendError):
            self.runner.run(listener.tell(message, sentence))

    def _next(self) -> FirstMessage | None:
        """The next person, by an address not yet asked about; None on Enter."""
        if not self._are_open:
            for listener in self.listeners:
                listener.open()
            self._are_open = True
        early, self._early = self._early, []
        while True:
            try:
                found = early.pop(0) if early else self.runner.run(self._unless_typed())
            except NothingReceived as nothing:
                self.asker.say(nothing.words)
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

    async def _unless_typed(self) -> FirstMessage | None:
        """The first person to write, on any network."""
        coming = [asyncio.ensure_future(listener.next()) for listener in self.listeners]
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
