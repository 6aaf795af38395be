"""Our Matrix transport on the run's Synapse, as its own tests need it."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.rendering import Choice, OwnPoll, Rendered, Span
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.known_rooms import place
from tests.synapse import Account, MatrixPerson, Synapse
from tests.synapse.proxy import Proxy
from tests.transports.contract import Shelf, running, until
from tests.transports.on_matrix import transport_to

THIRD = "@third:terreau.test"
"""Invited, a room with us and one person is no direct one; never there."""


@dataclass(slots=True)
class Stage:
    """One bot account behind a proxy, its stored files, and its arrivals."""

    synapse: Synapse
    proxy: Proxy
    us: Account
    folder: Path
    encryption: bool = False
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def bot(self) -> str:
        return self.us.user_id

    def transport(self) -> MatrixTransport:
        """A process's transport, with the files that earlier ones kept."""
        return transport_to(self.proxy.url, self.us, self.folder, encryption=self.encryption)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[MatrixTransport]:
        """A start, until everything in the block is done; then a stop."""
        transport = self.transport()
        try:
            async with running(transport, self.shelf):
                yield transport
        finally:
            await transport.close()

    async def person(self, name: str) -> MatrixPerson:
        return await self.synapse.person(name)

    async def shared(
        self, host: MatrixPerson, *others: MatrixPerson, encrypted: bool = False
    ) -> str:
        """Make a room for all; we, running, are in it when this returns."""
        people = [self.bot, THIRD, *(it.user_id for it in others)]
        room = await host.creates("Énergie", invites=people, encrypted=encrypted)
        for other in others:
            await other.joins(room)
        await self.is_in(room)
        return room

    async def direct(self, person: MatrixPerson, *, encrypted: bool = False) -> str:
        """Make a direct room with us; we, running, are in it when this returns."""
        room = await person.creates(direct_with=self.bot, encrypted=encrypted)
        await self.is_in(room)
        return room

    async def is_in(self, room: str) -> None:
        """Wait until we have come into a room."""
        await until(lambda: room in self.came())

    def came(self) -> list[str]:
        """The rooms that we came into."""
        return [place("matrix", it.room).room for it in self.shelf.of(Kind.CAME)]

    async def nothing_but(self, words: Sequence[str]) -> list[Incoming]:
        """Wait for the words that came, which must be these and no others."""
        arrivals = await self.shelf.has(len(words))
        assert [it.words for it in arrivals] == list(words)
        return arrivals


def session(folder: Path) -> dict[str, str]:
    """Our device, and its token."""
    read: dict[str, str] = json.loads((folder / "matrix" / "session.json").read_text())
    return read


def words(said: str, *, quiet: bool = False) -> Rendered:
    return Rendered((Span(said),), quiet=quiet)


def card(*choices: Choice, title: str = "Sondage 7") -> Rendered:
    """A card with a button in each row."""
    return Rendered((Span(title, bold=True),), tuple((each,) for each in choices))


MOVED = "Ce sondage a changé."


def poll_card(*, result: str = "", most: int = 1, revision: int = 0) -> Rendered:
    """The card of a poll that Matrix has one of its own beside."""
    days = ("Mardi", "Jeudi", "Samedi")
    poll = OwnPoll("Quel jour ?", days, most, "ballot:7", result, revision, MOVED)
    return Rendered((Span("Sondage 7", bold=True),), poll=poll)
