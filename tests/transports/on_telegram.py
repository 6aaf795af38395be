"""The contract's harness over the Bot API emulator."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from bot.core.context.clock import Clock
from bot.transports.telegram import TelegramTransport
from tests.emulator import BotApi, Chat, Group, Message
from tests.emulator import Person as Account
from tests.transports.contract import Person, Seen, Shelf


def transport_to(api: BotApi, clock: Clock | None = None) -> TelegramTransport:
    """Our transport, pointed at the emulator."""
    return TelegramTransport(api.token, api_base=api.url, clock=clock or Clock())


@dataclass(frozen=True, slots=True)
class OnTelegram:
    """A person on Telegram."""

    api: BotApi
    account: Account

    @property
    def address(self) -> str:
        return f"telegram:{self.account.id}"

    @property
    def room(self) -> str:
        return self.address

    async def says(self, words: str, room: str, *, reply_to: str = "") -> str:
        chat = self._chat(room)
        answered = next((it for it in chat.messages if str(it.id) == reply_to), None)
        return str(self.account.says(words, to=chat, reply_to=answered).id)

    async def sends(self, name: str, content: bytes, room: str, caption: str = "") -> None:
        chat = self._chat(room)
        self.account.sends_document(content, name=name, caption=caption, to=chat)

    async def presses(self, label: str, room: str) -> str:
        answer = await self.account.taps(self._chat(room).said[-1], label)
        return answer.text

    async def sees(self, room: str) -> Sequence[Seen]:
        return [_seen(self.api, message) for message in self._chat(room).said]

    def _chat(self, room: str) -> Chat:
        return self.api.chats[int(room.removeprefix("telegram:"))]


@dataclass(frozen=True, slots=True)
class TelegramHarness:
    """Telegram, with one bot."""

    api: BotApi
    transport: TelegramTransport

    async def person(self, name: str) -> OnTelegram:
        account = self.api.person(name, username=f"{name.lower()}_b")
        account.private.started = True
        return OnTelegram(self.api, account)

    async def shared_room(self, *people: Person) -> str:
        group = self.api.group("Énergie", supergroup=True)
        group.promote(self.api.bot)
        for person in people:
            group.standings[int(person.address.removeprefix("telegram:"))] = "member"
        return f"telegram:{group.id}"

    async def lets_in(self, room: str, person: Person) -> None:
        self._group(room).add(self._account(person))

    async def lets_go(self, room: str, person: Person) -> None:
        self._group(room).leave(self._account(person))

    async def settled(self, room: str, shelf: Shelf) -> None:
        """We are in at once."""

    async def put_us_out(self, room: str) -> None:
        self._group(room).kick_bot()

    def cut(self) -> AbstractAsyncContextManager[None]:
        return self.api.faults.outage()

    def _group(self, room: str) -> Group:
        group = self.api.chats[int(room.removeprefix("telegram:"))]
        assert isinstance(group, Group)
        return group

    def _account(self, person: Person) -> Account:
        return self.api.people[int(person.address.removeprefix("telegram:"))]

    def misdeeds(self) -> Sequence[str]:
        return self.api.violations


@asynccontextmanager
async def on_telegram() -> AsyncIterator[TelegramHarness]:
    """A Telegram of our own, while it is needed."""
    async with BotApi() as api:
        transport = transport_to(api)
        try:
            yield TelegramHarness(api, transport)
        finally:
            await transport.close()


def _seen(api: BotApi, message: Message) -> Seen:
    marked = tuple(message.styled.of(entity) for entity in message.entities)
    carried = message.media.get("document") or next(iter(message.media.get("photo", [])), None)
    file = None
    if carried is not None:
        kept = api.files.find(carried["file_id"])
        file = kept.name, kept.content
    return Seen(message.text, tuple(message.labels), marked, file)
