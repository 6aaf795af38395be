"""Answers to taps, files, and the bot's command menus."""

from urllib.parse import urlsplit

from tests.emulator.calls.errors import Json, misused, refused
from tests.emulator.messages.callbacks import LONGEST_ANSWER, CallbackAnswer
from tests.emulator.messages.keyboards import PAYLOAD, deep_link
from tests.emulator.world import World

from .registry import Asked, endpoint


@endpoint
def get_me(world: World, asked: Asked) -> Json:
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@endpoint
def answer_callback_query(world: World, asked: Asked) -> bool:
    text, url = asked.get("text", ""), asked.get("url")
    if len(text) > LONGEST_ANSWER:
        raise misused("MESSAGE_TOO_LONG")
    if url is not None:
        payload = deep_link(url, world.bot.username or "")
        if payload is None or not PAYLOAD.fullmatch(payload) or not urlsplit(url).netloc:
            raise misused("URL_INVALID")
    answer = CallbackAnswer(text, url, asked.get("show_alert", False))
    world.callbacks.answer(asked["callback_query_id"], answer)
    return True


@endpoint
def get_file(world: World, asked: Asked) -> Json:
    return world.files.offer(asked["file_id"])


@endpoint
def set_my_commands(world: World, asked: Asked) -> bool:
    world.menus.put(asked["commands"], _scope(world, asked), asked.get("language_code", ""))
    return True


@endpoint
def get_my_commands(world: World, asked: Asked) -> list[Json]:
    return world.menus.at(_scope(world, asked), asked.get("language_code", ""))


@endpoint
def delete_my_commands(world: World, asked: Asked) -> bool:
    world.menus.drop(_scope(world, asked), asked.get("language_code", ""))
    return True


def _scope(world: World, asked: Asked) -> Json | None:
    scope: Json | None = asked.get("scope")
    if scope and "chat_id" in scope and scope["chat_id"] not in world.chats:
        raise refused("chat not found")
    return scope
