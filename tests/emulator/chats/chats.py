"""Chats: the parts of every chat, and the private chat of a person with the bot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from tests.emulator.calls.errors import Json
from tests.emulator.messages.messages import Account, Message
from tests.patience import HANG

if TYPE_CHECKING:
    from tests.emulator.world import World

    from .people import Person

Kind = Literal["private", "group", "supergroup", "channel"]


class Chat:
    """Messages in order; a chat is looked at by tests and written to by people and the bot."""

    kind: Kind
    is_forum = False
    takes_reactions = True

    def __init__(self, world: World, chat_id: int, title: str, username: str | None = None) -> None:
        self.world = world
        self.id = chat_id
        self.title = title
        self.username = username
        self.messages: list[Message] = []
        self.bot_lacks: set[str] = {"can_send_welcome_messages"}
        """The rights that our bot lacks as an administrator."""
        self._by_id: dict[int, Message] = {}
        self._next_id = 1

    @property
    def bot_is_admin(self) -> bool:
        return False

    @property
    def said(self) -> list[Message]:
        """The messages of our bot here that it did not delete."""
        return [message for message in self.messages if message.by_bot and not message.deleted]

    def has(self, who: Account | Person) -> bool:
        """True if this person is in the chat."""
        raise NotImplementedError

    def find(self, message_id: int) -> Message | None:
        message = self._by_id.get(message_id)
        return None if message is None or message.deleted else message

    def post(self, sender: Account | None, **what: Any) -> Message:  # noqa: ANN401 - Message's own
        """Put a message at the end; nobody is told yet."""
        message = Message(
            id=self._next_id, chat=self, sender=sender, date=self.world.clock.now(), **what
        )
        self._next_id += 1
        message.history.append(message.text)
        self.messages.append(message)
        self._by_id[message.id] = message
        return message

    def as_json(self) -> Json:
        about: Json = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            about["username"] = self.username
        return about

    async def expect(
        self,
        wanted: Callable[[Message], object] = bool,
        *,
        within: float = HANG,
        after: Message | None = None,
    ) -> Message:
        """Wait for something the bot says (or has said) here, as it then reads."""
        first = after.id if after else 0

        def find() -> Message | None:
            return next((it for it in self.said if it.id > first and wanted(it)), None)

        try:
            return await self.world.watch.until(find, within=within)
        except TimeoutError:
            seen = "\n".join(map(repr, self.messages[-10:]))
            words = f"Not said in {self.title!r} within {within} s; seen:\n{seen}"
            raise AssertionError(words) from None


class Private(Chat):
    """One person and the bot."""

    kind = "private"

    def __init__(self, world: World, person: Person) -> None:
        super().__init__(world, person.id, person.name)
        self.person = person
        self.started = False
        self.blocked = False
        self.open_until = 0

    @property
    def is_open(self) -> bool:
        """True if the bot can write: after Start, or while a request to join is new."""
        return self.started or self.world.clock.now() < self.open_until

    def has(self, who: Account | Person) -> bool:
        return who.id in {self.id, self.world.bot.id}

    def as_json(self) -> Json:
        about: Json = {"id": self.id, "type": self.kind, "first_name": self.title}
        if self.person.username:
            about["username"] = self.person.username
        return about
