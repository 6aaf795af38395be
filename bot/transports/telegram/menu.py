"""The menus that Telegram shows beside the text field."""

from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.core.messages.ports import Menu
from bot.transports.telegram.addresses import place


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
