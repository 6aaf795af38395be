"""Help: the available commands by theme, and one command explained."""

from bot.core import (
    Bold,
    Button,
    Card,
    Command,
    Context,
    Line,
    Router,
    Text,
    Typed,
    Where,
    declarations_of,
    help_command,
    menu_command,
    offered,
    text,
    within,
)
from bot.domain.roles import Role

router = Router()


@router.command(
    help_command,
    where=Where.DIRECT,
    theme="bot",
    label=text("Help"),
    listed=7,
    in_shared_menu=True,
    shows=True,
)
def show_help(ctx: Context) -> Card:
    """Show what you can do here."""
    lines: list[Line] = []
    for title, commands in offered(ctx):
        lines.append(Bold(title))
        lines += map(_summary_line, commands)
    lines.append(text("{help} explains one of them.", help=help_command.typed(("poll", "sondage"))))
    return Card(text("What you can do here"), tuple(lines), ((_menu_button(),),))


@router.command("help", fr="aide", example="sondage", where=Where.DIRECT, theme="bot")
def explain_command(ctx: Context, name: str) -> Card:
    """Explain one command, with an example."""
    command, _ = declarations_of(ctx).command_for(name.lstrip("/!"))
    beside = declarations_of(ctx).commands[next(iter(command.names))]
    lines: list[Line] = [*map(_summary_line, [*beside, *within(ctx, command)])]
    lines += [
        text("For example: {example}", example=each.typed_example)
        for each in beside
        if each.example
    ]
    role = command.permission.role(ctx.community_or_none)
    if role is Role.CULTIVATOR:
        lines.append(text("This is for whoever runs this bot."))
    elif role is Role.GARDENER:
        lines.append(text("This is for those who tend the community."))
    return Card(None, tuple(lines), ((_menu_button(),),))


def _summary_line(command: Command) -> Text:
    """A command and what it does."""
    return text(
        "{command}: {summary}", command=_typed_command(command), summary=Text(command.summary)
    )


def _typed_command(command: Command) -> Typed:
    """A command in its typed form, with its argument if several share the name."""
    mark = {"words": "…", "number": "7"}.get(command.shape, "")
    return command.typed_with(mark)


def _menu_button() -> Button:
    return menu_command.button(text("Menu"))
