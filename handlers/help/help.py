"""Help on commands, leaving a form, and plain words about both, the menu and the tasks."""

from collections.abc import Sequence

from bot.core import (
    LOCALES,
    Answer,
    Button,
    Card,
    Command,
    Context,
    Line,
    Reader,
    Replace,
    Router,
    Text,
    Where,
    cancel_command,
    declarations_of,
    help_command,
    in_rows,
    join_command,
    leave_command,
    menu_command,
    offered,
    text,
    undo_buttons,
    within,
)
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import Intent, explained_words, intents
from bot.references.help import todo_command
from bot.references.seats import gardener_command
from bot.vocabulary.lists import others_label
from storage.inbound import Forms

router = Router(on_page=True)

MOST_EXPLAINED = 9
"""Commands explained in one message, which has at most fifteen lines."""
MOST_EXAMPLES = 2


@router.command(
    help_command,
    where=Where.DIRECT,
    theme="bot",
    label=text("Help"),
    listed=7,
    in_shared_menu=True,
    ephemeral=True,
    shows=True,
)
def show_help(ctx: Context) -> Card:
    """Show what you can do here."""
    simply = text("Simply write to me, or choose a theme.")
    example = help_command.typed(("poll", "sondage"))
    one = text("To have a command explained: {help}", help=example)
    themes: list[Button] = [
        show_theme.button(title, number) for number, (title, _) in enumerate(ctx.apart(_themes))
    ]
    ways: tuple[Button, ...] = (menu_command.button(text("Menu")),)
    if ctx.person.circle is None:
        ways = (join_command.button(text("Join")), *ways)
    return Card(text("What you can do here"), (simply, one), (*in_rows(themes, 2), ways))


@router.button("help")
def show_theme(ctx: Context, number: int) -> Replace:
    """Unfold one theme in the place of the others."""
    themes = ctx.apart(_themes)
    if not 0 <= number < len(themes):
        return Replace(show_help(ctx))
    return Replace(_theme_card(*themes[number]))


@router.command("help", fr="aide", example=("poll", "sondage"), where=Where.DIRECT, theme="bot")
def explain_command(ctx: Context, name: str) -> Card:
    """Explain one command, with an example."""
    if (theme := _theme_called(ctx, name)) is not None:
        return theme
    command, _ = declarations_of(ctx).command_for(name.lstrip("/!"))
    return _explanation(ctx, command, 0)


@router.contribution(explained_words)
def explain_named(ctx: Context, words: str) -> Answer:
    """Explain the command that stands alone behind “aide”, as it does behind “/aide”."""
    asked, _, name = words.partition(" ")
    named = declarations_of(ctx).named(name) if name else None
    is_help = fold(asked) in {help_command.name, help_command.fr}
    return explain_command(ctx, name) if is_help and named is not None and not named[1] else None


@router.button("help_more")
def explain_more(ctx: Context, name: str, after: int) -> Replace:
    """Explain the next commands of a name."""
    found = declarations_of(ctx).bare(name)
    return Replace(show_help(ctx) if found is None else _explanation(ctx, found, after))


def _explanation(ctx: Context, command: Command, after: int) -> Card:
    """A page of the commands of a name; the first has the examples, too."""
    beside = declarations_of(ctx).commands[next(iter(command.names))]
    explained = [*beside, *within(ctx, command)]
    shown = explained[after : after + MOST_EXPLAINED]
    lines: list[Line] = [*map(_summary_line, shown)]
    if not after:
        lines += _usage_lines(ctx, command, beside)
    ways: list[Button] = [menu_command.button(text("Menu"))]
    others = len(explained) - after - len(shown)
    if others > 0:
        next_page = after + MOST_EXPLAINED
        ways.insert(0, explain_more.button(others_label(others), command.name, next_page))
    return Card(None, tuple(lines), (tuple(ways),))


def _usage_lines(ctx: Context, command: Command, beside: Sequence[Command]) -> list[Line]:
    """Examples, options, and who may use a command."""
    examples = [each.typed_example for each in beside if each.example][:MOST_EXAMPLES]
    lines: list[Line] = [text("For example: {example}", example=each) for each in examples]
    options = [param.typed for each in beside for param in each.params if param.option]
    if options:
        lines.append(text("Options: {options}.", options=options))
    role = command.permission.role(ctx.community_or_none)
    if role is Role.CULTIVATOR:
        lines.append(text("Only those who run this service can do this."))
    elif command.permission.agents:
        lines.append(text("Only the Region's gardener and agents can do this."))
    elif role is Role.GARDENER:
        lines.append(text("Only the community's gardeners can do this."))
    return lines


@router.command(cancel_command, theme="bot", leaves_form=True)
def cancel(ctx: Context) -> Answer:
    """Leave the questions in progress."""
    if ctx.store[Forms].close(ctx.incoming.room):
        ctx.store[Forms].forget_draft(ctx.incoming.room)
        return text("Left. Nothing of it was kept.")
    return undo_card(ctx) or text("There is nothing to leave.")


def undo_card(ctx: Context) -> Card | None:
    """The buttons that take back what was just done; None without any."""
    buttons = undo_buttons(ctx) if ctx.direct else ()
    if not buttons:
        return None
    lines = (text("Do you want to undo what you just did?"),)
    return Card(None, lines, tuple((each,) for each in buttons))


def _theme_called(ctx: Context, name: str) -> Card | None:
    """The theme whose title was typed, as it stands on its button."""
    spoken = [Reader(each, ctx.reading_zone, ctx.now.date()) for each in LOCALES]
    for title, commands in ctx.apart(_themes):
        if any(fold(reader.say(title)) == fold(name) for reader in spoken):
            return _theme_card(title, commands)
    return None


def _theme_card(title: Text, commands: Sequence[Command]) -> Card:
    back = help_command.button(text("Help")), menu_command.button(text("Menu"))
    return Card(title, tuple(map(_summary_line, commands)), (back,))


def _themes(ctx: Context) -> list[tuple[Text, list[Command]]]:
    """The commands of one word, by theme, without those that make no sense for this person."""
    needless = leave_command.name if ctx.person.circle is None else join_command.name
    themes = (
        (title, [each for each in commands if " " not in each.name and each.name != needless])
        for title, commands in offered(ctx)
    )
    return [(title, commands) for title, commands in themes if commands]


def _summary_line(command: Command) -> Text:
    """A command and its purpose; with its argument, since several commands may share the name."""
    typed = command.typed_with({"words": "…", "number": "7"}.get(command.shape, ""))
    return text("{command}: {summary}", command=typed, summary=Text(command.summary))


@router.contribution(intents)
def intents_of_help(ctx: Context) -> Sequence[Intent]:
    """The intents, from help to undoing."""
    return (
        Intent("help", text("Help"), help_command),
        Intent("who_are_you", text("Who I am"), help_command, introduce_bot),
        Intent("menu", text("Menu"), menu_command),
        Intent("to_do", text("To do"), todo_command),
        Intent("undo", text("Undo something"), cancel_command, show_undo, for_people=True),
    )


def introduce_bot(ctx: Context, words: str) -> Card:
    """The bot in two sentences, with the way to people."""
    about = text(
        "I am {instance}, a program: I show what is going on in {community} and pass on what you "
        "write. People read it and answer you.",
        instance=ctx.contact.instance,
        community=ctx.community.name,
    )
    team = gardener_command.button(text("Who is in the team"))
    return Card(None, (about,), ((team, help_command.button(text("Help"))),))


def show_undo(ctx: Context, words: str) -> Answer:
    """The last act that can be taken back."""
    card = undo_card(ctx)
    return card or Card(None, (text("I find nothing that you could take back here."),))
