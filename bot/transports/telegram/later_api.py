"""What the Bot API 10.1 to 10.3 has and python-telegram-bot 22.8 has no names for.

All of it goes through `api_kwargs` and `Bot.do_api_request`, and is read from raw updates. Once
python-telegram-bot has the names, this file goes. Source: core.telegram.org/bots/api-changelog.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from telegram import (
    Bot,
    BotCommand,
    ChatMember,
    ChatMemberAdministrator,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from telegram.constants import ParseMode

from bot.transports.telegram.bot_api import Place

Json = Mapping[str, Any]
KNOWN_FIELDS = frozenset(
    {"from", "community_chat_added", "community_chat_joined", "community_chat_removed"}
    | {"ephemeral_message_id", "receiver_user", "rich_message"}
    | {name.lstrip("_") for kind in Message.__mro__ for name in getattr(kind, "__slots__", ())}
)
"""The fields of a message that we know of; a new one may hold what a person said."""
EPHEMERAL_SECONDS = 2.0
"""The time that an ephemeral message may take: who tapped waits for an answer."""
LONGEST_EDITED = 1024
"""Characters that an ephemeral message takes when it is edited (tdlib/telegram-bot-api#881)."""


def ephemeral_id_in(message: Json) -> str:
    """The id of a message that one person alone sees; empty for others."""
    number = message.get("ephemeral_message_id")
    return "" if number is None else str(number)


def is_for(message: Json, person: Json) -> bool:
    """True unless a message is for another person alone."""
    receiver = message.get("receiver_user")
    return receiver is None or bool(receiver["id"] == person["id"])


def may_welcome(member: ChatMember) -> bool:
    """True if we may welcome newcomers of a group by messages for them alone."""
    is_leading = isinstance(member, ChatMemberAdministrator)
    return is_leading and member.api_kwargs.get("can_send_welcome_messages") is True


class Shown(NamedTuple):
    """The content of a message that a person alone sees, in Telegram's HTML."""

    words: str
    keys: InlineKeyboardMarkup | None


async def send_ephemeral(
    bot: Bot, to: Place, person: int, shown: Shown, *, press_id: str = "", answers: str = ""
) -> None:
    """Send a message that a person alone sees.

    With the press it goes to the very app in which the button was pressed.
    """
    parameters: dict[str, Any] = {"receiver_user_id": person}
    if press_id:
        parameters["callback_query_id"] = press_id
    more: dict[str, Any] = {"ephemeral_message_parameters": parameters}
    if answers:
        more["reply_parameters"] = {"ephemeral_message_id": int(answers)}
    await bot.send_message(
        to.chat_id,
        shown.words,
        parse_mode=ParseMode.HTML,
        reply_markup=shown.keys,
        message_thread_id=to.thread,
        read_timeout=EPHEMERAL_SECONDS,
        api_kwargs=more,
    )


async def edit_ephemeral(bot: Bot, to: Place, person: int, ephemeral_id: str, shown: Shown) -> None:
    """Replace a message that a person alone sees."""
    given: dict[str, Any] = {
        "chat_id": to.chat_id,
        "receiver_user_id": person,
        "ephemeral_message_id": int(ephemeral_id),
        "text": shown.words,
        "parse_mode": ParseMode.HTML,
    }
    if shown.keys is not None:
        given["reply_markup"] = shown.keys
    await bot.do_api_request(
        "editEphemeralMessageText", api_kwargs=given, read_timeout=EPHEMERAL_SECONDS
    )


def disabled_button(label: str) -> InlineKeyboardButton:
    """A button that does nothing but say something."""
    return InlineKeyboardButton(label, api_kwargs={"disabled": {}})


def join_queries_in(updates: Sequence[Json]) -> list[str]:
    """The requests to join among updates whose bot is asked to decide."""
    requests = (each.get("chat_join_request") for each in updates if isinstance(each, dict))
    return [
        query_id
        for each in requests
        if isinstance(each, dict) and isinstance(query_id := each.get("query_id"), str)
    ]


async def leave_to_leaders(bot: Bot, query_id: str) -> None:
    """Answer a request to join: its decision is left open, which Telegram asks within 10 s."""
    given = {"chat_join_request_query_id": query_id, "result": "queue"}
    await bot.do_api_request("answerChatJoinRequestQuery", api_kwargs=given)


def commands_for(commands: Sequence[tuple[str, str]], *, ephemeral: bool) -> list[BotCommand]:
    """The commands of a menu; ephemeral ones are typed for us alone."""
    more = {"is_ephemeral": True} if ephemeral else None
    return [BotCommand(*command, api_kwargs=more) for command in commands]


def same_commands(first: Sequence[BotCommand], second: Sequence[BotCommand]) -> bool:
    """True if two menus are the same, in what is typed for us alone too."""
    return [each.to_dict() for each in first] == [each.to_dict() for each in second]
