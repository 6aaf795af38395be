"""The contract's harness over a real Synapse, in plain rooms and in encrypted ones."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from bot.config.settings import folder_of
from bot.core.context.clock import Clock
from bot.core.messages.incoming import Kind
from bot.transports.matrix.account import MatrixAccount
from bot.transports.matrix.known_rooms import address, place
from bot.transports.matrix.transport import MatrixTransport
from tests.synapse import Account, MatrixPerson, Synapse
from tests.synapse import Seen as Message
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.proxy import Proxy
from tests.transports.contract import Person, Seen, Shelf, until

INVITED_BY = ("*:terreau.test",)
_NOT_UNDERSTOOD = {400, 405, 413}


def transport_to(  # noqa: PLR0913 - what tests choose
    url: str,
    account: Account,
    data: Path,
    *,
    clock: Clock | None = None,
    encryption: bool = True,
    network: str = "matrix",
    invited_by: Sequence[str] = (),
    calls_per_second: float = 0,
) -> MatrixTransport:
    """Our transport, which logs in with a password and keeps what it must in `data`."""
    return MatrixTransport(
        MatrixAccount(url, account.user_id, account.password, calls_per_second=calls_per_second),
        folder=folder_of(data, network),
        pickle_key="the pickle key of a test",
        clock=clock or Clock(),
        invited_by=invited_by or INVITED_BY,
        encryption=encryption,
        network=network,
    )


@dataclass(frozen=True, slots=True)
class OnMatrix:
    """A person on Matrix who has invited us into a direct room."""

    account: MatrixPerson
    us: str
    direct: str
    encrypted: bool

    @property
    def address(self) -> str:
        return f"matrix:{self.account.user_id}"

    @property
    def room(self) -> str:
        return address("matrix", self.direct, self.account.user_id)

    async def says(self, words: str, room: str, *, reply_to: str = "") -> str:
        """Write, as soon as we are there to hear it."""
        await self.account.is_joined_by(_id(room), self.us)
        return await self.account.says(_id(room), words, reply_to=reply_to)

    async def sends(self, name: str, content: bytes, room: str, caption: str = "") -> None:
        await self.account.is_joined_by(_id(room), self.us)
        await self.account.sends_file(_id(room), name, content, caption=caption)

    async def presses(self, label: str, room: str) -> str:
        """React to our last message; nothing is shown."""
        messages = [it for it in await self.account.reads(_id(room)) if it.sender == self.us]
        await self.account.reacts(_id(room), messages[-1].id, label)
        return ""

    async def sees(self, room: str) -> Sequence[Seen]:
        messages = [it for it in await self.account.reads(_id(room)) if it.sender == self.us]
        assert all(it.encrypted == self.encrypted for it in messages)
        return [replace(_seen(it, self.us), file=await self.account.opens(it)) for it in messages]


@dataclass(slots=True)
class MatrixHarness:
    """Matrix, with one bot, behind a line that can be cut."""

    synapse: Synapse
    proxy: Proxy
    us: Account
    transport: MatrixTransport
    encrypted: bool
    leaving: AsyncExitStack
    hosts: dict[str, MatrixPerson] = field(default_factory=dict)
    """The maker of each room."""

    async def person(self, name: str) -> OnMatrix:
        if self.encrypted:
            account = await EncryptedPerson.on(self.synapse, name)
            person: MatrixPerson = await self.leaving.enter_async_context(account)
        else:
            person = await self.synapse.person(name)
        us = self.us.user_id
        room = await person.creates(direct_with=us, encrypted=self.encrypted)
        self.hosts[room] = person
        return OnMatrix(person, us, room, self.encrypted)

    async def shared_room(self, *people: Person) -> str:
        others = [it.account for it in people if isinstance(it, OnMatrix)]
        host = await self.synapse.person("Hôte")
        invited = [self.us.user_id, *(it.user_id for it in others)]
        room = await host.creates("Énergie", invites=invited, encrypted=self.encrypted)
        self.hosts[room] = host
        for other in others:
            await other.joins(room)
        return address("matrix", room)

    async def lets_in(self, room: str, person: Person) -> None:
        assert isinstance(person, OnMatrix)
        await self.hosts[_id(room)].invites(_id(room), person.account.user_id)
        await person.account.joins(_id(room))

    async def lets_go(self, room: str, person: Person) -> None:
        assert isinstance(person, OnMatrix)
        await person.account.leaves(_id(room))

    async def settled(self, room: str, shelf: Shelf) -> None:
        await until(lambda: room in {it.room for it in shelf.of(Kind.CAME)})

    async def put_us_out(self, room: str) -> None:
        await self.hosts[_id(room)].kicks(_id(room), self.us.user_id)

    def cut(self) -> AbstractAsyncContextManager[None]:
        return self.proxy.outage()

    def misdeeds(self) -> Sequence[str]:
        """Requests that no homeserver understands, and failed syncs repeated at once."""
        wrong = [
            f"{it.method} {it.path}: {it.status} {it.errcode}"
            for it in self.proxy.asked
            if it.status in _NOT_UNDERSTOOD
        ]
        failed = [it.at for it in self.proxy.asked_for("*/sync") if it.status >= 400]
        hasty = [
            f"a sync {b - a:.2f} s after one failed" for a, b in pairwise(failed) if b - a < 0.9
        ]
        return [*wrong, *hasty]


@asynccontextmanager
async def on_matrix(
    synapse: Synapse, folder: Path, *, encrypted: bool = False
) -> AsyncIterator[MatrixHarness]:
    """A bot account of our own on the run's Synapse, while it is needed."""
    async with AsyncExitStack() as leaving:
        proxy = await leaving.enter_async_context(Proxy(synapse.url))
        us = await synapse.register("Terreau")
        transport = transport_to(proxy.url, us, folder / "bot")
        leaving.push_async_callback(transport.close)
        yield MatrixHarness(synapse, proxy, us, transport, encrypted, leaving)


class _Text(HTMLParser):
    """HTML as a client shows it, and its words that look or do something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.marked: list[str] = []
        self._began: list[int] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag == "br":
            self.words += "\n"
        else:
            self._began.append(len(self.words))

    def handle_endtag(self, tag: str) -> None:
        if tag != "br":
            self.marked.append(self.words[self._began.pop() :])

    def handle_data(self, data: str) -> None:
        self.words += data


def _seen(message: Message, us: str) -> Seen:
    shown = _Text(message.html)
    called = (*message.mentions, *(["@room"] if message.mentions_room else []))
    labels = [key for key, who in message.reactions.items() if us in who]
    return Seen(shown.words or message.body, tuple(labels), (*shown.marked, *called))


def _id(room: str) -> str:
    return place("matrix", room).room
