"""The menus that Telegram shows beside the text field."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.transports.telegram.addresses import place


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands `(name, description)` for all direct rooms, all shared ones, or one room.

    Without a locale it is for those whose language has no menu of its own.
    """

    scope: str
    locale: str | None
    commands: tuple[tuple[str, str], ...]


async def put_menu(bot: Bot, menu: Menu) -> None:
    """Give Telegram a menu, unless it has the same."""
    scope = _scope(menu.scope)
    wanted: Sequence[BotCommand] = [BotCommand(*command) for command in menu.commands]
    current = await bot.get_my_commands(scope, menu.locale)
    if list(current) != list(wanted):
        await bot.set_my_commands(wanted, scope, menu.locale)


def _scope(scope: str) -> BotCommandScope:
    match scope:
        case "direct":
            return BotCommandScopeAllPrivateChats()
        case "shared":
            return BotCommandScopeAllGroupChats()
        case room:
            return BotCommandScopeChat(place(room).chat_id)
