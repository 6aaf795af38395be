"""References of menus and help that several files use, and of current things."""

from dataclasses import dataclass
from typing import Any

from bot.core import (
    Asked,
    Button,
    Card,
    CommandRef,
    Context,
    Contributions,
    Keys,
    Text,
    Words,
    text,
)

todo_command: CommandRef[..., Any] = CommandRef("todo", "afaire")


@dataclass(frozen=True, slots=True)
class Happening:
    """One kind of thing that is open now."""

    words: Text
    """Their number: `2 polls`."""
    button: Button
    """Shows them."""
    command: str
    """The command that lists them."""
    awaits: int = 0
    """Number of them that await this member's answer."""


happenings: Contributions[Context, [], Happening | None] = Contributions("happenings")
"""Shown to a new member; things that await an answer are counted on the menu."""
key_rows: Contributions[Context, [], tuple[tuple[Words, ...], ...]] = Contributions("key_rows")
"""The keys below the text field of a direct room, from the one feature that knows them."""


def with_keys(ctx: Context, words: Text) -> Keys | Text:
    """A message that brings the keys below the text field, where the network has such keys."""
    return own_keys(ctx, words) if ctx.direct else words


def own_keys(ctx: Context, words: Text) -> Keys | Text:
    """Add the persistent keys to a message for the sender's direct room."""
    if not ctx.network.keys or ctx.person.circle is None:
        return words
    return Keys(words, tuple(row for rows in key_rows.collect(ctx) for row in rows))


def choosing_keys(ctx: Context, words: Text, label: Text, asks: Asked) -> Keys:
    """A message with a key by which the sender chooses a person or a room, above the usual ones."""
    usual = own_keys(ctx, words)
    return Keys(words, ((label,), *(usual.rows if isinstance(usual, Keys) else ())), asks)


def bring_keys(ctx: Context, words: Text) -> None:
    """Send the keys below the text field beside the answer, where the network has such keys."""
    message = with_keys(ctx, words)
    if isinstance(message, Keys):
        ctx.whisper(message)


def open_happenings(ctx: Context) -> list[Happening]:
    """Open polls and events for the member, those without their answer first."""
    found = [each for each in happenings.collect(ctx) if each is not None]
    return sorted(found, key=lambda each: not each.awaits)


def happenings_card(ctx: Context) -> Card | None:
    """One line on what is on, with a button for each kind; None if nothing is."""
    found = open_happenings(ctx)
    if not found:
        return None
    line = text("Open now: {things}.", things=[each.words for each in found])
    return Card(None, (line,), (tuple(each.button for each in found),))
