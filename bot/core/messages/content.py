"""Messages and their parts, pictures and answers, independent of networks.

Our own words are `Text`: an English template that each reader gets in their language. Words of
people (names, questions, options) are plain `str`: never translated, never interpreted.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.domain.refusals import Refusal


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


def quoted(words: str) -> list[Line]:
    """The words of a person as quotes, a line each."""
    return [Quote(each) for each in words.split("\n") if each]


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
    """True if no “yes” presses it, and a number only what the message is for: see `ButtonCall`."""
    tone: Tone = ""
    """“primary” for the main action of a message, “danger” for one that ends something.

    Networks that colour buttons show it, on one button a message.
    """
    disabled: bool = False
    """True if it does nothing but say something; networks that have no such buttons leave it out.

    Whatever it says stands in the words, too.
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


def disabled_button(label: Words) -> Button:
    """A button that only says something: see `Button`."""
    return Button(label, disabled=True)


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

    Files about people go to direct rooms only: `FileRef.hand_out` knows when one may be sent.
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


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar with words above it."""

    done: int
    goal: int
    words: Words


@dataclass(frozen=True, slots=True)
class MapArea:
    """Departments with one number for all of them; hatched if it stands for the remaining ones."""

    departments: tuple[str, ...]
    count: int
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class MapMark:
    """A number at a position, in degrees, and the name of the place."""

    latitude: float
    longitude: float
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class MapKey:
    """A sign of a map's legend, and what it means."""

    sign: Literal["area", "hatched", "mark"]
    words: Words


@dataclass(frozen=True, slots=True)
class Map:
    """A map of departments of France with words above it, and its legend beneath."""

    words: Words
    departments: tuple[str, ...]
    """The numbers of those that are drawn."""
    areas: tuple[MapArea, ...] = ()
    marks: tuple[MapMark, ...] = ()
    legend: tuple[MapKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar of a chart."""

    label: Words
    value: int
    words: Words
    """The value in words, beside the bar."""
    leads: bool = False
    """True for a bar that stands out."""
    goal: int = 0
    """The value up to which the bar is outlined; 0 for none."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars below each other with words above them."""

    words: Words
    bars: tuple[ChartBar, ...]


Drawing = Bar | Chart | Map


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that a person sent, kept as this file: see `UploadRef.fetch`."""

    file_id: int


PictureContent = str | Drawing | Photo
"""The text of a QR code, a drawing, or a photo."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A QR code of a text, a bar, a chart, a map, or a photo, with its caption.

    It is drawn or read when it is sent. The caption and the lines below it, whose title it is, say
    everything that the picture shows, for people who do not see it.
    """

    content: PictureContent
    caption: Words
    buttons: Buttons = ()
    lines: tuple[Line, ...] = ()


PASSED_ON = "🕊"
"""The reaction to a message that was passed on; one of those that Telegram lets bots give."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A reaction to the sender's message: it was passed on.

    The words are said instead where there is no message, or the network takes no reaction.
    """

    words: Text


@dataclass(frozen=True, slots=True)
class Toast:
    """A few words (200 characters at most) that only the person who pressed a button sees."""

    words: Words


@dataclass(frozen=True, slots=True)
class Replace:
    """Edit the message whose button was pressed."""

    message: Card | Text


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message that its reader alone sees in a shared room, where the network can: see `Incoming`.

    Nobody can rely on it to arrive. Where it cannot be shown, and for who asks again, `/start word`
    goes on in the direct room instead.
    """

    message: Card | Text
    word: str
    about: str = ""
    """Its subject, for who asks again; the word itself unless said."""


@dataclass(frozen=True, slots=True)
class OpenDirect:
    """Lead the person who pressed into their direct room, where `/start word` continues."""

    word: str


Message = Text | str | Card | Picture | File | Keys
Answer = Message | PassedOn | Toast | Replace | Ephemeral | OpenDirect | None


def together(first: Card | Text, *others: Answer) -> Card:
    """One card with `first`, then the others; answers that fit no card are left out."""
    made = as_card(first) or Card(None)
    for each in others:
        added = as_card(each)
        if added is not None:
            has_words = added.title is not None or added.lines
            apart: tuple[Line, ...] = ("",) if made.lines and has_words else ()
            title: tuple[Line, ...] = () if added.title is None else (Bold(added.title),)
            lines = (*made.lines, *apart, *title, *added.lines)
            made = Card(made.title, lines, (*made.buttons, *added.buttons))
    return made


def as_card(answer: Answer) -> Card | None:
    """The words and buttons of an answer as a card."""
    match answer:
        case Card():
            return answer
        case Replace(message) | Ephemeral(message):
            return as_card(message)
        case Toast(words) | Keys(words) | PassedOn(words):
            return Card(None, (words,))
        case Text() | str():
            return Card(None, (answer,))
        case _:
            return None


def buttons_of(message: Message | None) -> Buttons:
    """The buttons of a message; a text or a file has none."""
    return message.buttons if isinstance(message, Card | Picture) else ()


class Ambiguous(Refusal):
    """“{typed}” can mean several things: choose one."""

    def __init__(
        self, typed: str, choices: Sequence[tuple[str, Words]], question: Text, **values: object
    ) -> None:
        """Keep the words and label of each choice, and the question above the buttons."""
        super().__init__(typed=typed, **values)
        self.choices = choices
        self.question = question
