"""The entrances while nothing runs but `terreau init`: a door for each network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.core.messages.content import Text, Words
from bot.core.messages.incoming import Incoming


class Hindered(Exception):
    """Nothing comes in now; the words say what to do before one tries again."""

    def __init__(self, words: Text) -> None:
        """Keep what the person is told."""
        super().__init__(words.template)
        self.words = words


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
