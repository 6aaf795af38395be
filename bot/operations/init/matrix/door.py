"""The bot's door on Matrix: its own transport, whose receiver keeps nothing.

So a direct room may be encrypted here too, and the bot goes on with the keys that it got.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from uuid import uuid4

from bot.core.context.clock import Clock
from bot.core.messages.content import Words, text
from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import RoomMoved, Sealed, Unreadable
from bot.core.messages.rendering import Rendered, Span
from bot.operations.init.asking import Stopped
from bot.operations.init.doors import Guest
from bot.operations.init.matrix.account import Home
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.setup_client import Visit


class _Threshold:
    """Hears what comes in, and forgets it."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Incoming | None] = asyncio.Queue()
        self._position: str | None = None

    async def receive(
        self,
        network: str,  # noqa: ARG002 - there is one
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[Unreadable] = (),  # noqa: ARG002 - nobody can be known by it
        *,
        sealed: Sequence[Sealed] = (),  # noqa: ARG002 - likewise
        opened: Sequence[str] = (),  # noqa: ARG002 - likewise
    ) -> None:
        """Hand on what came in."""
        self._position = position
        for each in arrivals:
            self.heard.put_nowait(each)

    async def sealed(self, network: str) -> Sequence[Sealed]:  # noqa: ARG002 - there is one
        """Nothing is kept until its key comes."""
        return ()

    async def position(self, network: str) -> str | None:  # noqa: ARG002 - there is one
        """The position reached since the door opened."""
        return self._position

    async def direct_rooms(self, network: str) -> Sequence[str]:  # noqa: ARG002 - likewise
        """Nobody is a member yet."""
        return ()

    async def is_tied(self, room: str) -> bool:  # noqa: ARG002 - no room is asked for by name
        """No room is followed."""
        return False

    def caught_up(self, network: str) -> None:
        """Nothing waits for that."""


@dataclass(slots=True)
class MatrixDoor:
    """Messages to the bot while it does not run."""

    home: Home
    mark: str = "!"
    _transport: MatrixTransport | None = None
    _threshold: _Threshold = field(default_factory=_Threshold)
    _running: asyncio.Task[None] | None = None
    _visit: Visit | None = None

    @property
    def network(self) -> str:
        return self.home.network

    @property
    def where(self) -> Words:
        return text(
            "on Matrix: start a direct chat with {account} (https://matrix.to/#/{account}), "
            "from an account that may invite it: {inviters}",
            account=self.home.account.user,
            inviters=list(self.home.all_inviters),
        )

    def open(self) -> None:
        """Nothing is asked first; the transport begins when it is first waited for."""

    async def next(self) -> Guest:
        self._begin()
        what = await self._threshold.heard.get()
        if what is None:
            address = self.home.account.homeserver
            raise Stopped(text("{address} no longer answers: start again.", address=address))
        return Guest(await self._named(what), take=_nothing_waits)

    async def tell(self, guest: Guest, words: str) -> None:
        rendered = Rendered((Span(words),))
        try:
            await self._say(guest.what.room, rendered)
        except RoomMoved as moved:
            await self._say(moved.address, rendered)

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        if self._transport is not None:
            await self._transport.close()
        if self._visit is not None:
            await self._visit.close()

    async def _say(self, room: str, rendered: Rendered) -> None:
        assert self._transport is not None  # noqa: S101 - it was open before
        await self._transport.send(room, rendered, txn=str(uuid4()), reply_to=None)

    def _begin(self) -> None:
        if self._running is not None:
            return
        home = self.home
        self._transport = MatrixTransport(
            home.account,
            folder=home.folder,
            pickle_key=home.pickle_key,
            clock=Clock(),
            invited_by=home.all_inviters,
            encryption=home.encryption,
            network=home.network,
        )
        self._running = asyncio.create_task(self._transport.run(self._threshold))
        self._running.add_done_callback(lambda _: self._threshold.heard.put_nowait(None))

    async def _looking(self) -> Visit:
        if self._visit is None:
            self._visit = Visit(self.home.account, folder=self.home.folder)
            await self._visit.enter()
        return self._visit

    async def _named(self, what: Incoming) -> Incoming:
        """The same, with the account whole and its own name: a newcomer may show none."""
        user, name = what.sender.removeprefix(f"{self.network}:"), ""
        with suppress(Refused, ConnectionError):
            name = await (await self._looking()).name_of(user)
        return replace(what, name=name or what.name, handle=user.removeprefix("@"))


def _nothing_waits() -> None:
    """The bot reads from its first start on: earlier messages are not read again."""
