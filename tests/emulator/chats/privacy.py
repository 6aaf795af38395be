"""The bot's view of a chat: privacy mode, membership, and its own words never."""

from tests.emulator.messages.messages import ANONYMOUS, Message
from tests.emulator.messages.text import Entity


def tell(message: Message, *, edited: bool = False) -> None:
    """Queue the update of a message, if the bot may see it."""
    if not is_seen(message):
        return
    what = "channel_post" if message.chat.kind == "channel" else "message"
    kind = f"edited_{what}" if edited else what
    message.chat.world.updates.queue(kind, message.as_json())


def is_seen(message: Message) -> bool:
    chat, sender = message.chat, message.sender
    if message.by_bot or not chat.has(chat.world.bot):
        return False
    if chat.kind == "private":
        return True
    if sender is not None and sender.is_bot and sender != ANONYMOUS:
        return False
    return bool(
        chat.kind == "channel"
        or message.service
        or chat.bot_is_admin
        or not chat.world.privacy
        or _is_addressed(message)
    )


def _is_addressed(message: Message) -> bool:
    if message.reply_to is not None and message.reply_to.by_bot:
        return True
    return any(_calls(message, entity) for entity in message.entities)


def _calls(message: Message, entity: Entity) -> bool:
    """True if a command is for us or for anybody, or a mention is of us."""
    bot = message.chat.world.bot
    words = message.styled.of(entity).lower()
    ours = f"@{bot.username}".lower()
    match entity.type:
        case "bot_command":
            return entity.offset == 0 and ("@" not in words or words.endswith(ours))
        case "mention":
            return words == ours
        case "text_mention":
            return entity.user is not None and entity.user["id"] == bot.id
        case _:
            return False
