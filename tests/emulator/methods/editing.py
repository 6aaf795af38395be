"""Changing and taking back what was said."""

from telegram.constants import ReactionEmoji

from tests.emulator.calls.errors import Json, misused, refused
from tests.emulator.chats.chats import Chat
from tests.emulator.chats.rooms import Group
from tests.emulator.messages.keyboards import buttons_of
from tests.emulator.messages.messages import Message
from tests.emulator.messages.text import Styled
from tests.emulator.world import World

from .access import open_chat
from .registry import Asked, endpoint
from .wording import caption_of, look_at, text_of

DELETABLE_SECONDS = 48 * 3600
_REACTIONS = {str(emoji.value) for emoji in ReactionEmoji}
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


@endpoint
def edit_message_text(world: World, asked: Asked) -> Json:
    message = own_message(world, asked)
    if message.media:
        raise refused("there is no text in the message to edit")
    return change(world, asked, message, text_of(world, asked))


@endpoint
def edit_message_caption(world: World, asked: Asked) -> Json:
    message = own_message(world, asked)
    if not message.media:
        raise refused("there is no caption in the message to edit")
    return change(world, asked, message, caption_of(world, asked))


@endpoint
def edit_message_reply_markup(world: World, asked: Asked) -> Json:
    message = own_message(world, asked)
    return change(world, asked, message, (message.styled, message.html))


@endpoint
def delete_message(world: World, asked: Asked) -> bool:
    chat = open_chat(world, asked)
    message = chat.find(asked["message_id"])
    if message is None:
        raise refused("message to delete not found")
    if not (message.by_bot or chat.kind == "private" or chat.bot_is_admin):
        raise refused("message can't be deleted")
    if world.clock.now() - message.date > DELETABLE_SECONDS:
        raise refused("message can't be deleted for everyone")
    message.deleted = True
    return True


@endpoint
def set_message_reaction(world: World, asked: Asked) -> bool:
    chat = open_chat(world, asked)
    message = _message_asked_for(chat, asked, "message to react not found")
    emojis = tuple(it.get("emoji", "") for it in asked.get("reaction", []))
    if len(emojis) > 1:
        raise misused("REACTIONS_TOO_MANY")
    if emojis and not chat.takes_reactions:
        raise refused("REACTION_INVALID")
    if not _REACTIONS.issuperset(emojis):
        raise misused("REACTION_INVALID")
    message.reactions[world.bot.id] = emojis
    return True


@endpoint
def pin_chat_message(world: World, asked: Asked) -> bool:
    chat = _pinning_chat(world, asked)
    message = _message_asked_for(chat, asked, "message to pin not found")
    if not asked.get("disable_notification"):
        world.violations.append("everybody is notified of a pinned message")
    chat.pinned = [each for each in chat.pinned if each != message.id] + [message.id]
    return True


@endpoint
def unpin_chat_message(world: World, asked: Asked) -> bool:
    chat = _pinning_chat(world, asked)
    if asked.get("message_id") not in chat.pinned:
        raise refused("message to unpin not found")
    chat.pinned.remove(asked["message_id"])
    return True


def _pinning_chat(world: World, asked: Asked) -> Group:
    """The group of a pin, if the bot may pin there."""
    chat = open_chat(world, asked)
    if not isinstance(chat, Group) or not chat.bot_pins:
        raise refused("not enough rights to manage pinned messages in the chat")
    return chat


def own_message(world: World, asked: Asked) -> Message:
    """Find the message to edit, which must be the bot's."""
    if "inline_message_id" in asked:
        raise misused("the emulator knows no inline messages")
    if "message_id" not in asked:
        raise misused("message identifier is not specified")
    message = _message_asked_for(open_chat(world, asked), asked, "message to edit not found")
    if not message.by_bot or message.service:
        raise misused("message can't be edited")
    return message


def _message_asked_for(chat: Chat, asked: Asked, otherwise: str) -> Message:
    message = chat.find(asked["message_id"])
    if message is None:
        raise refused(otherwise)
    return message


def change(world: World, asked: Asked, message: Message, words: tuple[Styled, str]) -> Json:
    """Set words and buttons; buttons that are not given again are gone."""
    styled, source = words
    markup = asked.get("reply_markup")
    buttons = buttons_of(markup)
    world.limits.spend(message.chat.id)
    if styled == message.styled and _shown(markup) == _shown(message.markup):
        raise refused(_SAME)
    if styled != message.styled:
        message.say(styled, source)
    message.markup, message.buttons = markup, buttons
    message.edits += 1
    message.edit_date = world.clock.now()
    look_at(world, message)
    return message.as_json()


def _shown(markup: Json | None) -> object:
    return markup.get("inline_keyboard") or None if markup else None
