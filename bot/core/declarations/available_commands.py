"""What somebody can do here, read off the declarations: for help, menus and the networks' own."""

from enum import StrEnum
from bot.core.context.context import Context
from bot.core.declarations.permissions import may
from bot.core.declarations.registry import Command, Declared, declarations_of
from bot.core.messages.content import Text, text
from bot.domain.roles import Role

PLACES_OF_MEMBERS = 7


class Theme(StrEnum):
    """What a command is about; what only gardeners may do is always of the garden."""

    PART = "part"
    YOU = "you"
    BOT = "bot"
    GARDEN = "garden"


THEMES = {
    Theme.PART: text("Taking part"),
    Theme.YOU: text("You"),
    Theme.BOT: text("This bot"),
    Theme.GARDEN: text("Tending the community"),
}


def offered(ctx: Context) -> list[tuple[Text, list[Command]]]:
    """The commands that are open to whoever wrote, under their themes.

    A name stands once under a theme, in its shortest shape; so does a handler of several names.
    What members do to a part of something (`event title`) is told with that thing: see `within`.
    """
    by_theme: dict[Theme, dict[str, Command]] = {theme: {} for theme in Theme}
    for command in sorted(declarations_of(ctx).all_commands(), key=_place):
        theme = _theme(ctx, command)
        if " " in command.name and theme is not Theme.GARDEN:
            continue
        here = by_theme[theme]
        if may(ctx, command) and command.call not in {each.call for each in here.values()}:
            here.setdefault(command.name, command)
    return [(THEMES[theme], list(found.values())) for theme, found in by_theme.items() if found]


def within(ctx: Context, command: Command) -> list[Command]:
    """What may be done to a part of what a command is about: `event title` of `event`."""
    found = {
        each.name: each
        for each in declarations_of(ctx).all_commands()
        if each.name.startswith(f"{command.name} ") and may(ctx, each)
    }
    return list(found.values())


def runs_bare(declared: Declared, command: Command) -> bool:
    """Whether its name alone is enough: nothing is missing, or what is missing is asked."""
    beside = declared.commands[command.name]
    return command.name in declared.forms or any(
        not any(param.required for param in each.params) for each in beside
    )


def listed(declared: Declared, role: Role) -> list[Command]:
    """The commands that a network's own menu shows to somebody with this role, in order.

    The places behind those of members are the gardeners', whoever may type the command.
    """
    found = {
        command.name: command
        for command in declared.all_commands()
        if command.listed
        and command.permission.role(None) <= role
        and (command.listed <= PLACES_OF_MEMBERS or role >= Role.GARDENER)
    }
    return sorted(found.values(), key=lambda command: command.listed)


def _place(command: Command) -> tuple[bool, int, int]:
    """What a network's own menu lists comes first, and a name alone before it with more."""
    return not command.listed, command.listed, ("bare", "words", "number").index(command.shape)


def _theme(ctx: Context, command: Command) -> Theme:
    if command.permission.role(ctx.community_or_none) >= Role.GARDENER:
        return Theme.GARDEN
    return Theme(command.theme) if command.theme in list(Theme) else Theme.PART
