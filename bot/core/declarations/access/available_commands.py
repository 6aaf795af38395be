"""Commands available to a person here, for help and for the networks' menus."""

from enum import StrEnum

from bot.core.context.context import Context
from bot.core.declarations.access.permissions import may
from bot.core.declarations.declaration import Command
from bot.core.declarations.registry import Declared, declarations_of
from bot.core.messages.content import Text, text
from bot.domain.roles import Role

PLACES_OF_MEMBERS = 7


class Theme(StrEnum):
    """Subject of a command; commands for gardeners alone are always of the garden."""

    PART = "part"
    PEOPLE = "people"
    YOU = "you"
    BOT = "bot"
    GARDEN = "garden"


THEMES = {
    Theme.PART: text("Taking part"),
    Theme.PEOPLE: text("Finding each other"),
    Theme.YOU: text("You"),
    Theme.BOT: text("This bot"),
    Theme.GARDEN: text("Tending the community"),
}


def offered(ctx: Context) -> list[tuple[Text, list[Command]]]:
    """The commands that the sender may use, by theme.

    A name appears once in a theme, in its shortest shape; so does a handler of several names.
    Commands of members for a part of something (`event title`) are listed with it: see
    `within`.
    """
    by_theme: dict[Theme, dict[str, Command]] = {theme: {} for theme in Theme}
    for command in sorted(declarations_of(ctx).all_commands(), key=_menu_order):
        theme = _theme(ctx, command)
        if " " in command.name and theme is not Theme.GARDEN:
            continue
        here = by_theme[theme]
        if _is_possible(ctx, command) and command.call not in {each.call for each in here.values()}:
            here.setdefault(command.name, command)
    return [(THEMES[theme], list(found.values())) for theme, found in by_theme.items() if found]


def within(ctx: Context, command: Command) -> list[Command]:
    """Commands for a part of the command's subject: `event title` of `event`."""
    found = {
        each.name: each
        for each in declarations_of(ctx).all_commands()
        if each.name.startswith(f"{command.name} ") and may(ctx, each)
    }
    return list(found.values())


def _is_possible(ctx: Context, command: Command) -> bool:
    """True if the sender may, and there is something to do it to."""
    if not may(ctx, command):
        return False
    first = next((each.question for each in command.params if each.required), None)
    if first is None or first.nothing is None or first.choices is None:
        return True
    return ctx.person.circle is not None and bool(first.choices(ctx))


def runs_bare(declared: Declared, command: Command) -> bool:
    """True if its name alone is enough: missing arguments are asked, or there are none."""
    beside = declared.commands[command.name]
    return command.name in declared.forms or any(
        not any(param.required for param in each.params) for each in beside
    )


def listed(declared: Declared, role: Role) -> list[Command]:
    """Commands of a network's menu for this role, in order.

    The places after those of members are the gardeners', even for a command that anyone may
    type.
    """
    found = {
        command.name: command
        for command in declared.all_commands()
        if command.listed
        and command.permission.role(None) <= role
        and (command.listed <= PLACES_OF_MEMBERS or role >= Role.GARDENER)
    }
    return sorted(found.values(), key=lambda command: command.listed)


def _menu_order(command: Command) -> tuple[bool, int, int]:
    """Sort key: commands of the network's menu first, and a bare name before longer ones."""
    return not command.listed, command.listed, ("bare", "words", "number").index(command.shape)


def _theme(ctx: Context, command: Command) -> Theme:
    if command.permission.role(ctx.community_or_none) >= Role.GARDENER:
        return Theme.GARDEN
    return Theme(command.theme) if command.theme in list(Theme) else Theme.PART
