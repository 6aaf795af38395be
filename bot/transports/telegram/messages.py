"""The parts of a message of a person on Telegram: words, command, mentions, author and file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot
from telegram.error import BadRequest

from bot.core.messages.incoming import Answered, Mention, Upload, answered_message
from bot.core.messages.ports import FileGone, FileTooBig, Rejected
from bot.domain.files import plain_media_type, plain_name
from bot.transports.telegram.bot_api import Request, address, mentions

Json = Mapping[str, Any]
ADDED = "room"
"""The word of our link that adds us to a group: the app then says `/start room` there."""
# As Telegram itself sees commands, with accents and `!` too: `/home/user` is none.
_COMMAND = re.compile(r"[/!](?P<name>[^\W\d_]\w*)(?:@(?P<bot>\w+))?(?![\w/@])")
ANONYMOUS_ADMIN = 1087968824
LARGEST_SENT = 50 * 1024 * 1024
_GONE = ("wrong file", "invalid file", "temporarily unavailable", "file_id", "not found")


@dataclass(frozen=True, slots=True)
class Account:
    """The account we speak through."""

    id: int
    username: str

    def is_called(self, name: str | None) -> bool:
        return name is not None and name.lower() == self.username.lower()


@dataclass(frozen=True, slots=True)
class Command:
    """A command, without its mark; `foreign` when it is another bot's."""

    words: str
    foreign: bool


@dataclass(frozen=True, slots=True)
class Author:
    """A person, as the network names them."""

    address: str
    name: str = ""
    handle: str | None = None
    locale: str | None = None
    anonymous: bool = False


def command_in(text: str, us: Account) -> Command | None:
    """The command that a text begins with."""
    found = _COMMAND.match(text)
    if found is None:
        return None
    if us.is_called(found["bot"]):
        return Command(found["name"] + text[found.end() :], foreign=False)
    return Command(text[1:], foreign=found["bot"] is not None)


def text_of(message: Json) -> str:
    """The text of a message, or the caption of its picture."""
    return storable(message.get("text") or message.get("caption") or "")


def mentions_in(message: Json, network: str, us: Account) -> tuple[Mention, ...]:
    """The people named in a message."""
    return tuple(
        Mention(
            storable(words), address(network, user["id"]) if (user := entity.get("user")) else None
        )
        for words, entity in _mentioned(message)
        if not _is_us(words, entity, us)
    )


def calls_us(message: Json, us: Account) -> bool:
    return any(_is_us(words, entity, us) for words, entity in _mentioned(message))


def without_us(message: Json, us: Account) -> str:
    """The text without our name."""
    text = _units(message.get("text") or message.get("caption") or "")
    for words, entity in reversed(list(_mentioned(message))):
        if _is_us(words, entity, us):
            start, end = _span(entity)
            text = text[:start] + text[end:]
    return storable(_text(text)).strip().lstrip(",:").lstrip()


def author_of(message: Json, network: str) -> Author | None:
    """The author of a message; None for bots, and for channels whose posts are passed on."""
    user, behalf = message.get("from"), message.get("sender_chat")
    if behalf is not None:
        return _anonymous(network) if behalf["id"] == message["chat"]["id"] else None
    if user is None or "is_automatic_forward" in message:
        return None
    if user["id"] == ANONYMOUS_ADMIN:
        return _anonymous(network)
    return None if user["is_bot"] else person(user, network)


def answered_in(message: Json, network: str) -> Answered:
    """A message that is answered; a forwarded one is by the person whom Telegram names."""
    author = _original_author(message, network)
    if author is None or author.anonymous:
        return answered_message(text_of(message))
    return answered_message(text_of(message), author.address, author.name)


def forwarded_in(message: Json, network: str, us: Account) -> Answered | None:
    """A message forwarded in private, with the author that Telegram names; None if it is ours."""
    origin = message.get("forward_origin")
    if origin is None or origin.get("sender_user", {}).get("id") == us.id:
        return None
    words, author = text_of(message), _original_author(message, network)
    if author is not None:
        return answered_message(words, author.address, author.name)
    chat = origin.get("chat") or origin.get("sender_chat") or {}
    name = origin.get("sender_user_name") or chat.get("title") or ""
    shown = answered_message(words, name=storable(name))
    if "message_id" not in origin:
        return shown
    place = address(network, chat["id"])
    return replace(shown, room=place, message_id=str(origin["message_id"]))


def named_in(shared: Json, network: str) -> tuple[Mention, ...]:
    """The names of a person whom a key of ours let choose, as Telegram gives them along."""
    names = [shared.get("first_name"), shared.get("last_name")]
    if username := shared.get("username"):
        names.append(f"@{username}")
    words = storable(" ".join(filter(None, names)))
    return (Mention(words, address(network, shared["user_id"])),) if words else ()


def person(user: Json, network: str) -> Author:
    """The author behind an account."""
    names = (user["first_name"], user.get("last_name"))
    return Author(
        address(network, user["id"]),
        storable(" ".join(name for name in names if name)),
        user.get("username"),
        user.get("language_code"),
    )


def upload_in(message: Json, network: str) -> Upload | None:
    """The document, picture or recording of a message; a picture in its largest size."""
    match message:
        case {"document": {"file_id": str(file_id)} as sent}:
            kind, name = sent.get("mime_type", ""), sent.get("file_name", "")
        case {"photo": [*_, {"file_id": str(file_id)} as sent]}:
            kind, name = "image/jpeg", "photo.jpg"
        case {"voice": {"file_id": str(file_id)} as sent}:
            kind, name = sent.get("mime_type", "audio/ogg"), "voice.ogg"
        case {"audio": {"file_id": str(file_id)} as sent}:
            kind, name = sent.get("mime_type", "audio/mpeg"), sent.get("file_name", "audio")
        case _:
            return None
    return Upload(
        network,
        plain_name(str(name)),
        plain_media_type(str(kind)),
        sent.get("file_size"),
        {"file_id": file_id},
    )


async def fetched(bot: Bot, request: Request, upload: Upload, most: int) -> bytes:
    """The bytes of a file; raises what python-telegram-bot and the ports have."""
    try:
        file_info: Any = await bot.get_file(upload.where["file_id"])
    except BadRequest as error:
        if mentions(error, "too big"):
            raise FileTooBig from None
        if mentions(error, *_GONE):
            raise FileGone(error.message) from None
        raise
    if file_info.file_size is not None and file_info.file_size > most:
        raise FileTooBig
    if not file_info.file_path or not file_info.file_path.startswith(("http://", "https://")):
        raise Rejected("the Bot API server keeps its files for itself")
    try:
        return await request.download(file_info.file_path, most)
    except BadRequest as error:
        raise FileGone(error.message) from None


def storable(words: str) -> str:
    """The text as any database takes it."""
    return words.replace("\0", " ").encode(errors="replace").decode()


def _mentioned(message: Json) -> Iterator[tuple[str, Json]]:
    entities: Sequence[Json] = message.get("entities") or message.get("caption_entities") or ()
    text = _units(message.get("text") or message.get("caption") or "") if entities else b""
    for entity in entities:
        if entity["type"] in {"mention", "text_mention"}:
            start, end = _span(entity)
            yield _text(text[start:end]), entity


def _is_us(words: str, entity: Json, us: Account) -> bool:
    if entity["type"] == "mention":
        return us.is_called(words.removeprefix("@"))
    return bool(entity["user"]["id"] == us.id)


def _original_author(message: Json, network: str) -> Author | None:
    origin = message.get("forward_origin")
    if "via_bot" in message:
        return None
    if origin is None:
        return author_of(message, network)
    user = origin.get("sender_user")
    return None if user is None or user["is_bot"] else person(user, network)


def _anonymous(network: str) -> Author:
    """An administrator who speaks in the room's name: all of them are one account."""
    return Author(address(network, ANONYMOUS_ADMIN), anonymous=True)


def _span(entity: Json) -> tuple[int, int]:
    """The place of an entity, in bytes: Telegram counts UTF-16 units."""
    start = 2 * entity["offset"]
    return start, start + 2 * entity["length"]


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")
