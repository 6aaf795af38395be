"""The words of a message's event, as it reads now, and the kind of file that it carries."""

from bot.core.messages.incoming import Answered, answered_message
from bot.transports.matrix.addresses import address
from bot.transports.matrix.encryption.crypto import ENCRYPTED
from bot.transports.matrix.homeserver.json_values import Json, found, text_at
from bot.transports.matrix.messages.files import caption_in
from bot.transports.matrix.messages.message_words import ATTACHMENTS, said_in

_WITH_NAMES = {"audio", "file", "image", "video"}


def answered_in(event: Json, network: str, name: str) -> Answered:
    """A person's message that is answered; without its words while its key is missing."""
    author = address(network, event["sender"])
    if event["type"] == ENCRYPTED:
        return answered_message("", author, name)
    content = shown_content(event)
    return answered_message(words_of(content, attachment_of(event, content)), author, name)


def words_of(content: Json, attachment: str | None) -> str:
    """The words of a message, or the caption of its file, whose body is otherwise its name."""
    if attachment not in _WITH_NAMES:
        return said_in(content)
    caption = caption_in(content)
    return "" if caption is None else said_in({**content, "body": caption})


def shown_content(event: Json) -> Json:
    """The content of a message as it reads now."""
    edited = found(event, "unsigned", "m.relations", "m.replace", "content", "m.new_content")
    content: Json = edited if isinstance(edited, dict) else event["content"]
    return content


def attachment_of(event: Json, content: Json) -> str | None:
    """The kind of file that a message carries."""
    if event["type"] == "m.sticker":
        return "sticker"
    kind = text_at(content, "msgtype")
    return kind.removeprefix("m.") if kind in ATTACHMENTS else None
