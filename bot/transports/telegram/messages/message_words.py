"""The words of a message: commands, mentions, and the rest without them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.messages.incoming import Mention
from bot.transports.telegram.addresses import address

Json = Mapping[str, Any]

ADDED = "room"
"""The word of our link that adds us to a group: the app then says `/start room` there."""

# As Telegram itself sees commands, with accents and `!` too: `/home/user` is none.
_COMMAND = re.compile(r"[/!](?P<name>[^\W\d_]\w*)(?:@(?P<bot>\w+))?(?![\w/@])")


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
        Mention(storable(words), _account(entity, network))
        for words, entity in _named(message)
        if not _is_us(words, entity, us)
    )


def calls_us(message: Json, us: Account) -> bool:
    return any(_is_us(words, entity, us) for words, entity in _named(message))


def without_us(message: Json, us: Account) -> str:
    """The text without our name."""
    text = _units(message.get("text") or message.get("caption") or "")
    for words, entity in reversed(list(_named(message))):
        if _is_us(words, entity, us):
            start, end = _span(entity)
            text = text[:start] + text[end:]
    return storable(_text(text)).strip().lstrip(",:").lstrip()


def storable(words: str) -> str:
    """These words as any database takes them."""
    return words.replace("\0", " ").encode(errors="replace").decode()


def _named(message: Json) -> Iterator[tuple[str, Json]]:
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


def _account(entity: Json, network: str) -> str | None:
    user = entity.get("user")
    return None if user is None else address(network, user["id"])


def _span(entity: Json) -> tuple[int, int]:
    """The place of an entity, in bytes: Telegram counts UTF-16 units."""
    start = 2 * entity["offset"]
    return start, start + 2 * entity["length"]


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "replace")
