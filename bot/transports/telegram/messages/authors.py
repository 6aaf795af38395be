"""Authors of messages."""

from dataclasses import dataclass

from bot.core.messages.incoming import Answered, Mention, answered_message
from bot.transports.telegram.addresses import address
from bot.transports.telegram.messages.message_words import Json, storable, text_of

ANONYMOUS_ADMIN = 1087968824


@dataclass(frozen=True, slots=True)
class Author:
    """A person, as the network names them."""

    address: str
    name: str = ""
    handle: str | None = None
    locale: str | None = None
    anonymous: bool = False


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
    author = _writer(message, network)
    if author is None or author.anonymous:
        return answered_message(text_of(message))
    return answered_message(text_of(message), author.address, author.name)


def _writer(message: Json, network: str) -> Author | None:
    origin = message.get("forward_origin")
    if "via_bot" in message:
        return None
    if origin is None:
        return author_of(message, network)
    user = origin.get("sender_user")
    return None if user is None or user["is_bot"] else person(user, network)


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


def _anonymous(network: str) -> Author:
    """An administrator who speaks in the room's name: all of them are one account."""
    return Author(address(network, ANONYMOUS_ADMIN), anonymous=True)
