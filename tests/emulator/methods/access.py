"""The chat of a call, and the bot's right to write there."""

from tests.emulator.calls.errors import ApiError, forbidden, misused, refused
from tests.emulator.chats.chats import Chat, Private
from tests.emulator.chats.rooms import Channel, Group, Shared
from tests.emulator.world import World

from .registry import Asked


def chat_of(world: World, asked: Asked) -> Chat:
    """Find the chat that a call names, unless it is penalised for its pace."""
    if "chat_id" not in asked:
        raise misused("chat_id is empty")
    named = asked["chat_id"]
    chat = _by_name(world, named) if isinstance(named, str) else world.chats.get(named)
    if chat is None:
        raise refused("chat not found")
    if isinstance(chat, Group) and chat.migrated_to is not None:
        raise ApiError(
            400,
            "group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to.id,
        )
    world.limits.check(chat.id)
    return chat


def open_chat(world: World, asked: Asked) -> Chat:
    """Find a chat and make sure that the bot can write there."""
    chat = chat_of(world, asked)
    if isinstance(chat, Private):
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.is_open:
            raise forbidden("bot can't initiate conversation with a user")
    elif isinstance(chat, Shared):
        must_be_in(chat)
        if isinstance(chat, Channel) and not chat.bot_is_admin:
            raise refused("need administrator rights in the channel chat")
    return chat


def must_be_in(chat: Shared) -> None:
    if chat.bot_standing == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if chat.bot_standing == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")


def _by_name(world: World, name: str) -> Chat | None:
    wanted = name.removeprefix("@").lower()
    shared = (chat for chat in world.chats.values() if isinstance(chat, Shared))
    return next((it for it in shared if (it.username or "").lower() == wanted), None)
