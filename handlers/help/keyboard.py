"""Four words below the text field of a member's direct room, where a network has such keys."""

from bot.core import (
    LOCALES,
    Context,
    Reader,
    Router,
    Text,
    Words,
    menu_command,
    text,
    write_command,
)
from bot.domain.words import fold
from bot.references.events import agenda_command
from bot.references.help import bring_keys, key_rows
from bot.references.polls import poll_command

router = Router()

_LABELS = {
    agenda_command.name: text("Agenda"),
    poll_command.name: text("Polls"),
    menu_command.name: text("Menu"),
}
_LONGEST_LABEL = 80
_MOST_NAME_WORDS = 4


@router.contribution(key_rows)
def four_words(ctx: Context) -> tuple[tuple[Words, ...], ...]:
    """The agenda, the polls, the gardener and the menu, two a row."""
    agenda, polls, menu = _LABELS.values()
    return ((agenda, polls), (write_label(ctx), menu))


@router.hook("key")
def command_of_key(ctx: Context) -> str | None:
    """The command that a key stands for, if the words are those of one."""
    if ctx.person.circle is None or len(ctx.incoming.words) > _LONGEST_LABEL:
        return None
    said = fold(ctx.incoming.words)
    for name, label in _LABELS.items():
        if said in _in_each_language(ctx, label):
            return name
    shown = _name_on_key(ctx)
    if shown is None:
        return None
    if said in _in_each_language(ctx, write_label(ctx)):
        return write_command.name
    if ctx.network.keys and _looks_like_name(shown):
        bring_keys(ctx, text("The keys below are up to date now."))
        return write_command.name
    return None


def _name_on_key(ctx: Context) -> str | None:
    """The name behind “Write to”, empty for “Write” alone; None for other words."""
    words = ctx.incoming.words.strip()
    if fold(words) in _in_each_language(ctx, text("Write")):
        return ""
    for label in _in_each_language(ctx, text("Write to {name}", name="")):
        start, typed = label.split(), words.split(" ")
        if fold(words).split(" ")[: len(start)] == start:
            return " ".join(typed[len(start) :])
    return None


def _looks_like_name(name: str) -> bool:
    """True if a key may have shown this name before the gardeners changed; empty counts, too.

    Names of former gardeners are not stored. More words than a name has are a message.
    """
    parts = name.split(" ")
    if len(name.splitlines()) > 1 or len(parts) > _MOST_NAME_WORDS:
        return False
    return not any(part[:1].islower() for part in (parts[0], parts[-1]))


def write_label(ctx: Context) -> Text:
    """“Write to”, with the gardener's name; for a gardener, the other one's."""
    me = ctx.person.member
    others = [each for each in ctx.gardeners().values() if me is None or each.id != me.id]
    name = others[0].name if others else None
    return text("Write") if name is None else text("Write to {name}", name=name)


def _in_each_language(ctx: Context, label: Text) -> list[str]:
    zone, today = ctx.reading_zone, ctx.now.date()
    return [fold(Reader(each, zone, today).say(label)) for each in LOCALES]
