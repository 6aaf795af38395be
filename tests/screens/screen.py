"""Screens of phones: parts of rooms as one person sees them, and the same as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.messages.rendering import Rendered
from bot.transports.matrix.messages.content import reactions
from bot.transports.telegram.html import keyboard


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a screen."""

    name: str
    """Its writer; empty for Terreau."""
    said: Rendered | None = None
    """The message of Terreau."""
    words: str = ""
    """The words of a person."""
    own: bool = False
    """True if the owner of the phone wrote it."""
    reaction: str = ""
    """The symbol that Terreau set below it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A part of one room on one phone."""

    network: str
    title: str
    """The room's name."""
    bubbles: Sequence[Bubble]
    ringed: str = ""
    """The label of the button that is ringed."""
    shared: bool = False
    """True for a room of several people: only there Matrix has reactions to press."""
    notice: str = ""
    """Words that the network shows over everything, after a press."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One or more screens side by side, under a file name without its ending."""

    name: str
    screens: Sequence[Screen]


def start_link(word: str) -> str:
    """The address that a button of Telegram's leads to: never followed here."""
    return f"https://t.me/terreau_bot?start={word}"


def button_rows(said: Rendered) -> list[list[str]]:
    """The labels of a message's buttons in the rows that Telegram shows."""
    made = keyboard(said.choices, start_link)
    return [] if made is None else [[key.text for key in row] for row in made.inline_keyboard]


def offered_reactions(said: Rendered, screen: Screen) -> list[str]:
    """The reactions below a message of Matrix."""
    return [*reactions(said)] if screen.shared else []


def exchange_text(pictures: Sequence[Picture]) -> str:
    """The words of all pictures, to compare with the bot's words at another time."""
    return "\n".join(line for picture in pictures for line in _picture_lines(picture))


def _picture_lines(picture: Picture) -> Iterator[str]:
    yield f"# {picture.name}"
    for screen in picture.screens:
        yield ""
        yield f"## {screen.network.capitalize()} · {screen.title}"
        for bubble in screen.bubbles:
            yield ""
            yield from _bubble_lines(bubble, screen)
        if screen.notice:
            yield f"({screen.notice})"
    yield ""


def _bubble_lines(bubble: Bubble, screen: Screen) -> Iterator[str]:
    yield f"{bubble.name or 'Terreau'}:"
    yield from (f"    {line}".rstrip() for line in bubble.words.splitlines())
    if bubble.reaction:
        yield f"    ({bubble.reaction})"
    if (said := bubble.said) is None:
        return
    if said.carries:
        yield "    (picture)" if said.picture is not None else "    (file)"
    yield from (f"    {line}".rstrip() for line in said.plain.splitlines())
    if screen.network == "telegram":
        rows = [[_button_text(label, screen) for label in row] for row in button_rows(said)]
        yield from (f"    {' '.join(row)}" for row in rows)
        return
    yield from (f"    {line}" for line in said.typed.splitlines())
    if signs := offered_reactions(said, screen):
        yield f"    {' '.join(signs)}"


def _button_text(label: str, screen: Screen) -> str:
    return f"[{label}] <" if label == screen.ringed else f"[{label}]"
