"""Addresses: `telegram:<chat>`, and `telegram:<chat>/<thread>` for a forum's topic."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Place(NamedTuple):
    """The place of a message, as the Bot API wants it."""

    chat_id: int
    thread: int | None = None


def address(network: str, number: int, thread: int | None = None) -> str:
    """The address of a person, a chat or a topic."""
    return f"{network}:{number}" if thread is None else f"{network}:{number}/{thread}"


def room_of(network: str, message: Mapping[str, Any]) -> str:
    """The room in which a message stands; topics inside a direct room are one room."""
    chat = message["chat"]
    in_topic = message.get("is_topic_message") and chat["type"] != "private"
    return address(network, chat["id"], message["message_thread_id"] if in_topic else None)


def place(room: str) -> Place:
    chat, _, thread = room.partition(":")[2].partition("/")
    return Place(int(chat), int(thread) if thread else None)
