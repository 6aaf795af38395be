"""One message in a chat, as its readers see it and as the Bot API tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from tests.emulator.calls.errors import Json
from tests.plain_text import plain

from .keyboards import Button, Rows
from .text import Entity, Styled

if TYPE_CHECKING:
    from tests.emulator.chats.chats import Chat


@dataclass(frozen=True, slots=True)
class Account:
    """An author: a person or a bot."""

    id: int
    name: str
    username: str | None = None
    is_bot: bool = False
    language: str | None = None

    def as_json(self) -> Json:
        about: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            about["username"] = self.username
        if self.language:
            about["language_code"] = self.language
        return about


ANONYMOUS = Account(1087968824, "Group", "GroupAnonymousBot", is_bot=True)


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """A message; `html` is the source as sent, `text` what people read, in plain typing."""

    id: int
    chat: Chat
    sender: Account | None
    date: int
    styled: Styled = field(default_factory=Styled)
    html: str = ""
    markup: Json | None = None
    buttons: Rows = ()
    thread: int | None = None
    reply_to: Message | None = None
    media: Json = field(default_factory=dict)
    service: Json = field(default_factory=dict)
    on_behalf: bool = False
    edits: int = 0
    edit_date: int | None = None
    deleted: bool = False
    silent: bool = False
    receiver: Account | None = None
    """The only one who sees it, where it is ephemeral: then `id` is its `ephemeral_message_id`."""
    history: list[str] = field(default_factory=list)
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return plain(self.styled.text)

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.styled.entities

    @property
    def by_bot(self) -> bool:
        """True if our bot said it."""
        return self.sender is not None and self.sender.id == self.chat.world.bot.id

    @property
    def labels(self) -> list[str]:
        return [plain(button.text) for button in chain.from_iterable(self.buttons)]

    def button(self, label: str) -> Button:
        for button in chain.from_iterable(self.buttons):
            if plain(button.text) == plain(label):
                return button
        raise AssertionError(f"No button {label!r} under {self.text!r}, but {self.labels}")

    def say(self, styled: Styled, html: str) -> None:
        """Set the words, and remember what they were before."""
        self.styled, self.html = styled, html
        self.history.append(self.text)

    def as_json(self, *, nested: bool = False) -> Json:
        told: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.as_json()}
        if self.receiver is not None:
            told |= {
                "message_id": 0,
                "ephemeral_message_id": self.id,
                "receiver_user": self.receiver.as_json(),
            }
        told |= self._origin()
        told |= self.service | self.media | self._words()
        if self.markup is not None and "inline_keyboard" in self.markup:
            told["reply_markup"] = self.markup
        if self.edit_date is not None:
            told["edit_date"] = self.edit_date
        if self.reply_to is not None and self.reply_to.receiver is None and not nested:
            told["reply_to_message"] = self.reply_to.as_json(nested=True)
        return told

    def _origin(self) -> Json:
        told: Json = {}
        if self.sender is not None and self.chat.kind != "channel":
            told["from"] = self.sender.as_json()
        if self.on_behalf or self.chat.kind == "channel":
            told["sender_chat"] = self.chat.as_json()
        if self.thread is not None:
            told["message_thread_id"] = self.thread
            if self.chat.is_forum:
                told["is_topic_message"] = True
        return told

    def _words(self) -> Json:
        if not self.styled.text:
            return {}
        words, entities = ("caption", "caption_entities") if self.media else ("text", "entities")
        told: Json = {words: self.styled.text}
        if self.styled.entities:
            told[entities] = [entity.as_json() for entity in self.styled.entities]
        return told

    def __repr__(self) -> str:
        who = self.sender.name if self.sender else self.chat.title
        return f"<{self.chat.title} #{self.id} {who}: {self.text!r} {self.labels or ''}>"
