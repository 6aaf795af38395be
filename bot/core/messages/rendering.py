"""A message in one reader's words: spans of text and labelled buttons, ready for a network."""

from dataclasses import dataclass, replace

from bot.core.messages.content import (
    Ballot,
    Bar,
    Bold,
    Buttons,
    Card,
    Document,
    File,
    Line,
    Link,
    Message,
    Photo,
    Picture,
)
from bot.core.messages.i18n import Reader
from bot.core.messages.typed_buttons import Place, ways, why_not_pressed

ANYWHERE = Place()


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button in one reader's words."""

    label: str
    press: str = ""
    url: str = ""
    start: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class OwnPoll:
    """A poll of the network's own, in one reader's words: see `Ballot`; with a result it ends."""

    question: str
    choices: tuple[str, ...]
    most: int
    press: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a transport is given to say; `picture` is a QR code's content, a bar, or a photo.

    A `document` goes to direct rooms only, and its words are its caption; a declared `file` stands
    for it until it is drawn, just before it leaves. Then the bytes of a photo are read, too.

    `quiet` tells that it answers whoever just wrote, and need not call anybody. `typed` says how
    to press in writing, for a network or a room without buttons: a lead, then a line a choice.
    `unsealed` says, for an encrypted room, why it has no reactions to press.
    """

    spans: tuple[Span, ...]
    choices: tuple[tuple[Choice, ...], ...] = ()
    picture: str | Bar | Photo | Document | None = None
    document: Document | None = None
    file: File | None = None
    poll: OwnPoll | None = None
    quiet: bool = False
    typed: str = ""
    unsealed: str = ""

    @property
    def carries(self) -> bool:
        """Whether a picture or a file comes with the words, which are then a caption."""
        return any(each is not None for each in (self.picture, self.document, self.file))

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(span.text for span in self.spans)


def render(message: Message, reader: Reader, place: Place = ANYWHERE) -> Rendered:
    """Put a message into a reader's words, as it is shown in a place."""
    match message:
        case Card(title, lines, buttons, ballot):
            opening = () if title is None else (Span(reader.say(title), bold=True),)
            spans = (*opening, *(_span(line, reader) for line in lines))
            said = Rendered(_on_lines(spans), _choices(buttons, reader), poll=_poll(ballot, reader))
        case Picture(content, caption, buttons):
            drawn = _bar(content, reader) if isinstance(content, Bar) else content
            said = Rendered((Span(reader.say(caption)),), _choices(buttons, reader), drawn)
        case File(_, _, caption):
            said = Rendered((Span(reader.say(caption)),), file=message)
        case _:
            said = Rendered((Span(reader.say(message)),))
    return with_ways(said, reader, place)


def with_ways(said: Rendered, reader: Reader, place: Place) -> Rendered:
    """The same, with how to press its choices in writing; beside a poll this needs no words."""
    if said.poll is not None and not place.direct:
        return replace(said, typed="", unsealed="")
    return replace(
        said,
        typed=ways(said.choices, reader, place),
        unsealed=why_not_pressed(said.choices, reader, place),
    )


def split(rendered: Rendered, most: int) -> list[Rendered]:
    """Cut a long message into pieces of at most `most` UTF-16 units, losing nothing.

    Cuts fall behind a line, else behind a word, else between characters; the last piece has the
    buttons, and what stands for them. The pieces' texts joined are the message's text.
    """
    pieces: list[list[Span]] = [[]]
    room = most
    for span in rendered.spans:
        rest = span.text
        while rest:
            head, rest = _cut(rest, room, most)
            if head:
                pieces[-1].append(replace(span, text=head))
                room -= units(head)
            if rest:
                pieces.append([])
                room = most
    quiet = rendered.quiet
    cut = [Rendered(tuple(piece), quiet=quiet) for piece in pieces if piece]
    cut = cut or [Rendered((), quiet=quiet)]
    cut[-1] = replace(rendered, spans=cut[-1].spans, picture=None, document=None, file=None)
    cut[0] = replace(
        cut[0], picture=rendered.picture, document=rendered.document, file=rendered.file
    )
    return cut


def units(words: str) -> int:
    """The length in UTF-16 units, which is what Telegram counts."""
    return len(words) + sum(character > "\uffff" for character in words)


def _cut(words: str, room: int, most: int) -> tuple[str, str]:
    """Cut off what fits into `room`; nothing, when a fresh piece would hold a better cut."""
    if units(words) <= room:
        return words, ""
    end = used = 0
    for character in words:
        used += units(character)
        if used > room:
            break
        end += 1
    for mark in ("\n", " "):
        at = words.rfind(mark, 0, end)
        if at > 0:
            return words[: at + 1], words[at + 1 :]
    return ("", words) if room < most else (words[:end], words[end:])


def _on_lines(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(
        replace(span, text=span.text + ("\n" if nth < len(spans) else ""))
        for nth, span in enumerate(spans, start=1)
    )


def _span(line: Line, reader: Reader) -> Span:
    match line:
        case Bold(words):
            return Span(reader.say(words), bold=True)
        case Link(words, url):
            return Span(reader.say(words), url=url)
        case _:
            return Span(reader.say(line))


def _choices(buttons: Buttons, reader: Reader) -> tuple[tuple[Choice, ...], ...]:
    return tuple(
        tuple(Choice(reader.say(b.label), b.press, b.url, b.start, b.private) for b in row)
        for row in buttons
    )


def _bar(bar: Bar, reader: Reader) -> Bar:
    return replace(bar, words=reader.say(bar.words))


def _poll(ballot: Ballot | None, reader: Reader) -> OwnPoll | None:
    if ballot is None:
        return None
    return OwnPoll(
        question=reader.say(ballot.question),
        choices=tuple(map(reader.say, ballot.choices)),
        most=ballot.most,
        press=ballot.press,
        result="" if ballot.result is None else reader.say(ballot.result),
    )
