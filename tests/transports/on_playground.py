"""The contract's harness over the playground, as either of the networks that it pretends to be."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from bot.core.context.clock import Clock
from bot.core.messages.content import Document
from bot.transports.playground import Playground, Posted
from tests.transports.contract import Person, Seen, Shelf


@dataclass(frozen=True, slots=True)
class OnPlayground:
    """A person in the playground."""

    transport: Playground
    name: str
    address: str

    @property
    def room(self) -> str:
        return self.address

    async def says(self, words: str, room: str, *, reply_to: str = "") -> str:
        where = None if room == self.address else room
        return await self.transport.says(
            self.address, self.name, words, room=where, reply_to=reply_to or None
        )

    async def sends(self, name: str, content: bytes, room: str, caption: str = "") -> None:
        if room == self.address:
            await self.transport.sends(self.address, self.name, name, content, caption=caption)

    async def presses(self, label: str, room: str) -> str:
        posted = self.transport.rooms[room][-1]
        press_id = await self.transport.presses(self.address, self.name, posted, label, room=room)
        return await self.transport.told_to(press_id)

    async def sees(self, room: str) -> Sequence[Seen]:
        posted = [each for each in self.transport.rooms.get(room, []) if not each.deleted]
        return [_seen(each) for each in posted]


def _seen(posted: Posted) -> Seen:
    carried = (posted.said.document, posted.said.picture)
    document = next((each for each in carried if isinstance(each, Document)), None)
    return Seen(
        posted.text,
        tuple(choice.label for choice in posted.choices),
        file=None if document is None else (document.name, document.content),
    )


@dataclass(frozen=True, slots=True)
class PlaygroundHarness:
    """A playground of our own."""

    transport: Playground

    async def person(self, name: str) -> OnPlayground:
        account = "101" if self.transport.network == "telegram" else f"@{name.lower()}"
        if name != "Ana":
            account = account.replace("101", "102")
        return OnPlayground(self.transport, name, f"{self.transport.network}:{account}")

    async def shared_room(self, *people: Person) -> str:
        room = f"{self.transport.network}:-100{len(people)}"
        self.transport.sizes[room] = len(people)
        return room

    async def lets_in(self, room: str, person: Person) -> None:
        await self.transport.enters(person.address, "", room)

    async def lets_go(self, room: str, person: Person) -> None:
        await self.transport.exits(person.address, "", room)

    async def settled(self, room: str, shelf: Shelf) -> None:
        """We are everywhere."""

    async def put_us_out(self, room: str) -> None:
        await self.transport.put_out(room)

    @asynccontextmanager
    async def cut(self) -> AsyncIterator[None]:
        with self.transport.cut():
            yield

    def misdeeds(self) -> Sequence[str]:
        return []


def on_playground(
    network: str,
) -> Callable[[], AbstractAsyncContextManager[PlaygroundHarness]]:
    """A playground that pretends to be `network`, while it is needed."""

    @asynccontextmanager
    async def made() -> AsyncIterator[PlaygroundHarness]:
        yield PlaygroundHarness(Playground(network, Clock()))

    return made
