"""People and their acts: write, tap, block, follow links."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.emulator.calls.errors import Json
from tests.emulator.messages.callbacks import CallbackAnswer, Query
from tests.emulator.messages.files import as_document, as_photo, as_voice
from tests.emulator.messages.keyboards import PAYLOAD, asking_key, deep_link
from tests.emulator.messages.messages import ANONYMOUS, Account, Message
from tests.emulator.messages.text import Styled, finished
from tests.patience import HANG
from tests.plain_text import plain

from .chats import Chat, Private
from .membership import tell_bot_standing, tell_request
from .privacy import tell
from .rooms import Group

if TYPE_CHECKING:
    from tests.emulator.world import World

REQUEST_SECONDS = 300
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


class Person:
    def __init__(self, world: World, account: Account) -> None:
        self.world = world
        self.account = account

    @property
    def id(self) -> int:
        return self.account.id

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def username(self) -> str | None:
        return self.account.username

    @property
    def private(self) -> Private:
        return self.world.private(self)

    def says(
        self,
        words: str,
        *,
        to: Chat | None = None,
        thread: int | None = None,
        reply_to: Message | None = None,
        anonymous: bool = False,
        alone: bool = False,
    ) -> Message:
        """Write, in private with the bot unless a room is named.

        `alone`: a command of the group's menu that the bot alone sees, as the menu says.
        """
        chat = to or self.private
        if alone:
            return self._says_alone(words, chat)
        sender = ANONYMOUS if anonymous else self.account
        message = self._place(chat, thread, reply_to, sender)
        message.say(finished(Styled(words)), words)
        return self._announced(message)

    def sends_photo(
        self, content: bytes = JPEG, *, caption: str = "", to: Chat | None = None
    ) -> Message:
        kept = self.world.files.keep("photos", "photo.jpg", "image/jpeg", content)
        return self._sends(as_photo(kept), caption, to)

    def sends_voice(
        self, content: bytes = b"OggS", *, caption: str = "", to: Chat | None = None
    ) -> Message:
        kept = self.world.files.keep("voice", "voice.oga", "audio/ogg", content)
        return self._sends(as_voice(kept), caption, to)

    def sends_document(
        self,
        content: bytes,
        *,
        name: str = "notes.txt",
        mime: str = "application/octet-stream",
        caption: str = "",
        to: Chat | None = None,
    ) -> Message:
        kept = self.world.files.keep("documents", name, mime, content)
        return self._sends(as_document(kept), caption, to)

    def edits(self, message: Message, words: str) -> None:
        assert message.sender == self.account, f"{self.name} did not write {message}"
        message.say(finished(Styled(words)), words)
        message.edits += 1
        message.edit_date = self.world.clock.now()
        tell(message, edited=True)

    def reacts(self, message: Message, *emojis: str) -> None:
        """Set one's reactions under a message; the bot hears of it only as an administrator."""
        before = message.reactions.get(self.id, ())
        message.reactions[self.id] = emojis
        if message.chat.bot_is_admin or isinstance(message.chat, Private):
            change: Json = {
                "chat": message.chat.as_json(),
                "message_id": message.id,
                "user": self.account.as_json(),
                "date": self.world.clock.now(),
                "old_reaction": [{"type": "emoji", "emoji": it} for it in before],
                "new_reaction": [{"type": "emoji", "emoji": it} for it in emojis],
            }
            self.world.updates.queue("message_reaction", change)

    def presses(self, message: Message, payload: str) -> Query:
        """Send callback data, be it a button's, an old one's or a forged one; do not wait."""
        query = self.world.callbacks.ask(self.account, message, payload)
        gone: Json = {"chat": message.chat.as_json(), "message_id": message.id, "date": 0}
        self.world.updates.queue(
            "callback_query",
            {
                "id": query.id,
                "from": self.account.as_json(),
                "chat_instance": str(message.chat.id),
                "message": gone if message.deleted else message.as_json(),
                "data": payload,
            },
        )
        return query

    async def taps(
        self, message: Message, label: str = "", *, data: str | None = None, within: float = HANG
    ) -> CallbackAnswer:
        """Tap a button by its label, or send `data`; give what is then read, in plain typing."""
        if data is None:
            button = message.button(label)
            assert not button.disabled, f"{label!r} does nothing"
            if button.callback_data is None:
                return CallbackAnswer(url=button.url)
            data = button.callback_data
        query = self.presses(message, data)
        try:
            answer = await self.world.watch.until(lambda: query.answer, within=within)
        except TimeoutError:
            raise AssertionError(f"Tap on {label or data!r} unanswered for {within} s") from None
        return replace(answer, text=plain(answer.text))

    def follows(self, url: str) -> Message:
        """Open a link to the bot and press Start."""
        payload = deep_link(url, self.world.bot.username or "")
        assert payload is not None, f"{url} does not lead to the bot"
        assert PAYLOAD.fullmatch(payload), f"{url} has a payload that Telegram drops"
        return self.says(f"/start {payload}")

    def brings_bot(self, url: str, group: Group) -> Message:
        """Open a link that adds the bot to a group: the app then says its word there."""
        word = deep_link(url, self.world.bot.username or "", "startgroup")
        assert word is not None, f"{url} adds the bot nowhere"
        group.add_bot(by=self.account)
        return self.says(f"/start@{self.world.bot.username} {word}", to=group)

    def chooses(self, message: Message, label: str, chosen: Person | Group) -> Message:
        """Press a key below the text field that asks for a person or a group, and choose one."""
        key = asking_key(message.markup, label)
        if isinstance(chosen, Person):
            request = key["request_users"]
            assert request.get("user_is_bot") in {None, chosen.account.is_bot}
            shared: Json = {"users": [_shared(chosen.account, request)]}
            service = {"users_shared": shared | {"request_id": request["request_id"]}}
        else:
            request = key["request_chat"]
            assert not request["chat_is_channel"]
            assert chosen.has(self.world.bot) or not request.get("bot_is_member")
            service = {"chat_shared": {"request_id": request["request_id"], "chat_id": chosen.id}}
        return self._announced(self.private.post(self.account, service=service))

    def _says_alone(self, words: str, chat: Chat) -> Message:
        assert isinstance(chat, Group)
        assert chat.has(self)
        name = words.removeprefix("/").partition(" ")[0]
        offered = {it["command"]: it for it in self.world.menu(self, chat)}
        assert offered.get(name, {}).get("is_ephemeral"), f"/{name} is no ephemeral command here"
        message = chat.place_for(self.world.bot, self.account)
        message.say(finished(Styled(words)), words)
        return self._announced(message)

    def asks_to_join(self, group: Group) -> None:
        """Ask to be let in by a link that needs approval; the bot can write for five minutes."""
        assert not group.has(self), f"{self.name} is in {group.title}"
        group.requests.add(self.id)
        if group.bot_is_admin:
            self.private.open_until = self.world.clock.now() + REQUEST_SECONDS
        tell_request(group, self.account)

    def blocks(self) -> None:
        self.private.blocked = True
        tell_bot_standing(self.private, "member", "kicked", self.account)

    def unblocks(self) -> None:
        self.private.blocked = False
        tell_bot_standing(self.private, "kicked", "member", self.account)

    def menu(self, room: Group | None = None) -> list[str]:
        """Give the commands that this person's app offers, in private or in a room."""
        return [it["command"] for it in self.world.menu(self, room or self.private)]

    def _sends(self, media: Json, caption: str, to: Chat | None) -> Message:
        message = self._place(to or self.private, None, None, self.account)
        message.media = media
        message.say(finished(Styled(caption)), caption)
        return self._announced(message)

    def _place(
        self, chat: Chat, thread: int | None, reply_to: Message | None, sender: Account
    ) -> Message:
        assert chat.has(self), f"{self.name} is not in {chat.title}"
        if isinstance(chat, Private):
            assert not chat.blocked, f"{self.name} has blocked the bot"
            chat.started = True
        if isinstance(chat, Group):
            assert chat.migrated_to is None, f"{chat.title} is a supergroup now"
            thread, reply_to = chat.placed(thread, reply_to)
        message = chat.post(sender, thread=thread, reply_to=reply_to)
        message.history.clear()
        message.on_behalf = sender == ANONYMOUS
        return message

    def _announced(self, message: Message) -> Message:
        tell(message)
        self.world.watch.changed()
        return message

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"


def _shared(chosen: Account, request: Json) -> Json:
    """A chosen person as the bot gets them: names only where the key asked for them."""
    shared: Json = {"user_id": chosen.id}
    if request.get("request_name"):
        shared["first_name"] = chosen.name
    if request.get("request_username") and chosen.username:
        shared["username"] = chosen.username
    return shared
