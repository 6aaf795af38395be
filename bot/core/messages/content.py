"""Messages and their parts, independent of networks.

Our own words are `Text`: an English template that each reader gets in their language. Words of
people (names, questions, options) are plain `str`: never translated, never interpreted.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of ours: its English template and the values of its placeholders."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1


Words = Text | str


def text(template: str, /, **values: object) -> Text:
    """A sentence; the template is the key in the catalogues."""
    return Text(template, values)


def ntext(singular: str, plural: str, count: int, /, **values: object) -> Text:
    """A sentence whose form depends on a number, its placeholder `{count}`."""
    return Text(singular, {"count": count, **values}, plural, count)


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed command or option, as a placeholder: `/vote 7 2` here, `!voter 7 2` there."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """Words that a person typed and has not sent, as a placeholder of a button's label.

    A label outlives its message, for those who type it. So the words stand in the draft alone: what
    is stored names the draft, and a `Reader` looks them up. Once it is gone, “…” stands for them.
    """

    room: str
    """The direct room of the draft."""
    mark: int
    """The mark of the draft, which has them under `words`."""
    longest: int = 60
    """So many characters are shown at most."""


@dataclass(frozen=True, slots=True)
class Bold:
    """A line in bold: a title inside a message."""

    words: Words


@dataclass(frozen=True, slots=True)
class Link:
    """A line that is a link."""

    words: Words
    url: str


@dataclass(frozen=True, slots=True)
class Small:
    """The small print of a card: its number, and how to act in writing."""

    words: Words


@dataclass(frozen=True, slots=True)
class Quote:
    """A line of long words of a person: a network may fold them until the reader opens them."""

    words: Words
    bold: bool = False


Line = Words | Bold | Small | Link | Quote


def joined(first: Words, *others: Words) -> Words:
    """Several facts on one line, with dots between them."""
    for each in others:
        first = text("{first} · {rest}", first=first, rest=each)
    return first


_REVISION = re.compile(r"~(\d{1,9})\Z")
Tone = Literal["", "primary", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled choice."""

    label: Words
    press: str = ""
    """A declared button and its arguments: `vote:7:2`."""
    url: str = ""
    """A link to open instead."""
    start: str = ""
    """The word of a deep link into the direct room.

    Where links carry no word, a button that has a `press` too is pressed instead.
    """
    private: bool = False
    """True if nobody else may see who presses.

    Where all see a press (a reaction on Matrix), it is done in private.
    """
    deliberate: bool = False
    """True if no bare number and no “yes” presses it, only its own words: see `ButtonCall`."""
    tone: Tone = ""
    """“primary” for the main action of a message, “danger” for one that ends something.

    Networks that colour buttons show it, on one button a message.
    """


def button(label: Words, action: str, *arguments: object) -> Button:
    """A button that calls the declared `action` with these arguments (64 bytes in all)."""
    return Button(label, ":".join([action, *map(str, arguments)]))


def split_revision(press: str) -> tuple[str, int]:
    """A press without the revision that it carries, and that revision; 0 for none."""
    found = _REVISION.search(press[-10:])
    return (press, 0) if found is None else (press[: -len(found[0])], int(found[1]))


def with_revision(press: str, revision: int) -> str:
    """A press that carries the revision that was shown: `vote:7:2~3`."""
    return f"{press}~{revision}" if revision else press


def link_button(label: Words, url: str) -> Button:
    """A button that leads to a page of the web."""
    return Button(label, url=url)


def direct_button(label: Words, word: str, press: str = "") -> Button:
    """A button that leads to the direct room, where a link's `word` goes on.

    Where links bring no word along, `press` is pressed instead.
    """
    return Button(label, press=press, start=word)


Buttons = tuple[tuple[Button, ...], ...]


def in_rows(buttons: Sequence[Button], wide: int) -> Buttons:
    """Buttons in rows of at most so many."""
    return tuple(tuple(buttons[at : at + wide]) for at in range(0, len(buttons), wide))


@dataclass(frozen=True, slots=True)
class Ballot:
    """A network's own poll beside a card."""

    question: str
    choices: tuple[str, ...]
    most: int
    """The number of choices that a person may tick."""
    press: str
    """A vote presses `press:1,3`, a vote taken back `press:`. Names are seen by all."""
    result: Words | None = None
    """Ends the poll, with the count over all networks."""


@dataclass(frozen=True, slots=True)
class Card:
    """A message with a title, lines and rows of buttons.

    With a `ballot`, a network that has polls of its own posts one beside it, and shows no buttons.
    """

    title: Words | None
    lines: tuple[Line, ...] = ()
    buttons: Buttons = ()
    ballot: Ballot | None = None
    about: str | None = None
    """The subject of replies to it, see `Router.reply`; kept beside the message, not in it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's name, its media type, and its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File:
    """A declared file, drawn when it is sent, with its caption.

    Files about people go to direct rooms only: `hand_out_file` knows when one may be sent.
    """

    kind: str
    arguments: tuple[str, ...]
    caption: Words
    traced: bool = True
    """True if getting it is audited; False for a file about its reader alone."""


Asked = Literal["", "person", "room"]
"""A choice that a network's app offers: of a person, or of a room where the bot is."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A message that puts words below the text field of a direct room: a press writes them.

    They stay until replaced. Networks without such keys show the message alone: see
    `Capabilities.keys`.
    """

    words: Words
    rows: tuple[tuple[Words, ...], ...] = ()
    """Empty: the keys are removed."""
    asks: Asked = ""
    """The choice that the first key opens in the app; empty: it writes its words."""
