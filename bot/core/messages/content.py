"""What is said and heard, network-free.

Words of Terreau's own are `Text`: an English template that each reader gets in their language.
Words of people (names, questions, options) are plain `str`: never translated, never interpreted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of Terreau's: its English template, and what fills the placeholders."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1


Words = Text | str


def text(template: str, /, **values: object) -> Text:
    """Say a sentence; the template is what the catalogues translate."""
    return Text(template, values)


def ntext(singular: str, plural: str, count: int, /, **values: object) -> Text:
    """Say a sentence whose form depends on a number, its placeholder `{count}`."""
    return Text(singular, {"count": count, **values}, plural, count)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command to type, for a placeholder: `/vote 7 2` here, `!voter 7 2` there."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class Bold:
    """A line that stands out: a title inside a message."""

    words: Words


@dataclass(frozen=True, slots=True)
class Link:
    """A line that leads somewhere."""

    words: Words
    url: str


Line = Words | Bold | Link


@dataclass(frozen=True, slots=True)
class Button:
    """A labelled choice: `press` names a declared button and its arguments, or `url` leads away.

    `start` leads to the direct room, with a word that `/start` understands (a deep link).
    Where links bring no word along, one that has a `press` too is pressed instead.
    `private` tells that nobody else may see who presses: where a press is seen by all (a reaction
    on Matrix), it is done in private.
    """

    label: Words
    press: str = ""
    url: str = ""
    start: str = ""
    private: bool = False


def button(label: Words, action: str, *arguments: object) -> Button:
    """A button that calls the declared `action` with these arguments (64 bytes in all)."""
    return Button(label, ":".join([action, *map(str, arguments)]))


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
    """What a network's own poll asks, where it has polls: `press` and the numbers of the choices.

    Whoever votes in it presses `press:1,3`, or `press:` when they take their vote back. Names are
    seen by all. `result` ends it, in words that count every network.
    """

    question: str
    choices: tuple[str, ...]
    most: int
    press: str
    result: Words | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A message with a title, lines and rows of buttons.

    With a `ballot`, a network that has polls of its own posts one beside it, and shows no buttons.
    """

    title: Words | None
    lines: tuple[Line, ...] = ()
    buttons: Buttons = ()
    ballot: Ballot | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """How far something is on its way to a goal, as a picture shows it under `words`."""

    done: int
    goal: int
    words: Words


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that somebody sent, kept as this file: see `Context.fetch`."""

    file_id: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A QR code of a text, a bar, or a photo, and the caption that says what it shows.

    It is drawn, or read, when it is sent. The caption says all that the picture does: not everybody
    sees it.
    """

    content: str | Bar | Photo
    caption: Words
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file's name, its media type, and its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class File:
    """A declared file, drawn when it leaves, and the caption that says what it is.

    It tells of people: only a direct room gets it. `Context.hand_out` knows when one may be sent.
    That somebody got it leaves a trace, unless it tells of nobody else.
    """

    kind: str
    arguments: tuple[str, ...]
    caption: Words
    traced: bool = True


@dataclass(frozen=True, slots=True)
class Toast:
    """A few words (200 characters at most) that only the person who pressed a button sees."""

    words: Words


@dataclass(frozen=True, slots=True)
class Replace:
    """The message whose button was pressed becomes this one."""

    message: "Card | Text"


@dataclass(frozen=True, slots=True)
class OpenDirect:
    """Who pressed is led to their direct room, where `/start word` goes on."""

    word: str


Message = Text | str | Card | Picture | File
Answer = Message | Toast | Replace | OpenDirect | None


class Kind(StrEnum):
    """What came in."""

    WORDS = "words"
    PRESS = "press"
    UNPRESS = "unpress"  # a press that shows (a reaction) was taken back; `about` is its key
    EDIT = "edit"
    CAME = "came"  # the bot was let into a room, or is no longer blocked
    WENT = "went"  # the bot was put out of a room, or is blocked
    MOVED = "moved"  # a room has a new address
    OUTCOME = "outcome"  # what came of a fetch that a feature asked for
    ENTERED = "entered"  # somebody came into a shared room: its sender
    EXITED = "exited"  # somebody left a shared room, or was put out of it: its sender
    ASKED = "asked"  # somebody asks to be let into the room in `words`; theirs may be written to


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sent, and that was not fetched: `where` is how its network finds it.

    A parameter of this kind is answered by sending a file. `size` is what the sender's client says.
    """

    network: str
    name: str
    media_type: str
    size: int | None
    where: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a fetch: the file that is kept now, else in a word why there is none.

    `of` is the declared outcome that was asked for, `key` the feature's own word for it.
    """

    of: str
    key: str = ""
    file_id: int | None = None
    failure: str = ""
    community_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named in a message, by account where the network says it, else by user name."""

    words: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that came in, as its transport understood it before it was stored.

    Addresses are `network:id`; a room's ends with `/topic` inside a forum. `key` is the network's
    own name for this update or event, `command` the words behind the command mark when there is
    one, `about` the id of the message that this one answers or whose button was pressed, which was
    said `about_at` if the network tells. A document or a picture that was sent in private is the
    `file`. What is `backlog` waited on the network while we were away. In a `broadcast` room nobody
    writes to us. `shown` says whether the network shows the pressed button on that message; None
    if it does not show us the message.
    """

    kind: Kind
    network: str
    key: str
    room: str
    direct: bool
    sender: str
    name: str = ""
    handle: str | None = None
    locale: str | None = None
    words: str = ""
    command: bool = False
    press: str = ""
    press_id: str = ""
    message_id: str | None = None
    about: str | None = None
    about_at: datetime | None = None
    mentions: tuple[Mention, ...] = ()
    anonymous: bool = False
    encrypted: bool = False
    attachment: str | None = None
    file: Upload | None = None
    outcome: Outcome | None = None
    sent_at: datetime | None = None
    backlog: bool = False
    broadcast: bool = False
    shown: bool | None = None

    @property
    def in_the_open(self) -> bool:
        """Whether it is a press that a room sees and that its network has no answer for.

        A reaction, or a vote in a network's own poll: what is to be said about it, is in private.
        """
        pressed = self.kind in (Kind.PRESS, Kind.UNPRESS)
        return pressed and not self.press_id and not self.direct
