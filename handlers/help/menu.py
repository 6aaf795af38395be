"""The menu: buttons for all available actions."""

from math import ceil

from bot.core import (
    Button,
    Card,
    Command,
    Context,
    Router,
    Text,
    Where,
    change_button,
    declarations_of,
    menu_command,
    offered,
    runs_bare,
    text,
)
from bot.domain.roles import Role

router = Router()

MOST_ROWS = 8
WIDEST = 8
# Commands that lead to the menu, or make no sense in it.
_NEVER_SHOWN = frozenset({"start", "menu", "cancel"})


@router.command(
    menu_command,
    where=Where.DIRECT,
    theme="bot",
    label=text("Menu"),
    listed=1,
    everywhere=False,
    outside=True,
    shows=True,
)
def show_menu(ctx: Context) -> Card:
    """Show buttons for what you can do here."""
    left_out = _hidden_names(ctx)
    groups: list[list[Button]] = []
    for _, commands in offered(ctx):
        shown = [each for each in commands if _is_on_menu(ctx, each) and each.name not in left_out]
        left_out |= {each.name for each in shown}
        groups.append([each.run_button(_command_label(ctx, each)) for each in shown])
    community = ctx.community_or_none
    title = ctx.contact.instance if community is None else community.name
    another = change_button(ctx)
    rows = in_rows(groups) if another is None else (*in_rows(groups), (another,))
    return Card(title, (text("What would you like to do?"),), rows)


def in_rows(groups: list[list[Button]]) -> tuple[tuple[Button, ...], ...]:
    """Rows for groups of buttons, each group from a new row, as narrow as they fit."""
    for width in range(2, WIDEST + 1):
        if sum(ceil(len(group) / width) for group in groups) <= MOST_ROWS:
            break
    return tuple(
        tuple(group[start : start + width])
        for group in groups
        for start in range(0, len(group), width)
    )


def _is_on_menu(ctx: Context, command: Command) -> bool:
    """True for a command of one word that runs without arguments."""
    return " " not in command.name and runs_bare(declarations_of(ctx), command)


def _command_label(ctx: Context, command: Command) -> Text:
    """The label of a command's button; commands of one name share it."""
    beside = declarations_of(ctx).commands[command.name]
    return next((each.label for each in beside if each.button is not None), command.label)


def _hidden_names(ctx: Context) -> frozenset[str]:
    needless = {"leave"} if ctx.person.circle is None else {"join"}
    rooms = {"room"} if ctx.role < Role.GARDENER else set()  # for others it tells where they are
    return _NEVER_SHOWN | needless | rooms
