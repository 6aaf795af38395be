"""A message in one reader's words: spans of text and labelled buttons, ready for a network."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.messages.content import (
    Asked,
    Ballot,
    Bold,
    Buttons,
    Card,
    Chart,
    Document,
    Drawing,
    File,
    Keys,
    Line,
    Link,
    Message,
    Picture,
    PictureContent,
    Quote,
    Small,
    Words,
    split_revision,
    text,
    with_revision,
)
from bot.core.messages.i18n import Reader
from bot.core.messages.typed_buttons import Place, ways, why_not_pressed
from bot.domain.dates.spans import Span as Time

ANYWHERE = Place()
_ONLY_A_VALUE = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text."""

    text: str
    bold: bool = False
    small: bool = False
    url: str = ""
    quote: bool = False
    """True for long words of a person, which may be folded."""
    at: int = 0
    """The time that these words state, in seconds since 1970; 0 if none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button in one reader's words."""

    label: str
    press: str = ""
    url: str = ""
    start: str = ""
    private: bool = False
    deliberate: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class OwnPoll:
    """A poll of the network's own, in one reader's words; a result ends it: see `Ballot`."""

    question: str
    choices: tuple[str, ...]
    most: int
    press: str
    result: str = ""
    revision: int = 0
    """The revision of the poll: see `with_revision`."""
    moved: str = ""
    """Ends it, where another one takes its place."""

    def vote(self, *choices: int) -> str:
        """The press of a ballot with these choices."""
        return with_revision(f"{self.press}:{','.join(map(str, choices))}", self.revision)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message for a transport to send."""

    spans: tuple[Span, ...]
    choices: tuple[tuple[Choice, ...], ...] = ()
    picture: PictureContent | Document | None = None
    """Content of a QR code, a bar, a chart, a map, a photo, or the photo's bytes."""
    document: Document | None = None
    """For direct rooms only; the words are its caption."""
    file: File | None = None
    """A declared file, replaced by a `document` just before sending."""
    poll: OwnPoll | None = None
    keys: tuple[tuple[str, ...], ...] | None = None
    """Keys for the space below the text field of a direct room; empty: they are removed."""
    asks: Asked = ""
    """The choice that the first key offers: see `Keys`."""
    quiet: bool = False
    """True if it answers the last writer and need not notify anybody."""
    typed: str = ""
    """The way to press in writing, where there are no buttons: a lead, then a line a choice."""
    unsealed: str = ""
    """For an encrypted room: why it has no reactions to press."""

    @property
    def carries(self) -> bool:
        """True if a picture or a file comes with the words, which are then a caption."""
        return any(each is not None for each in (self.picture, self.document, self.file))

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(span.text for span in self.spans)


def render(message: Message, reader: Reader, place: Place = ANYWHERE) -> Rendered:
    """A message in one reader's words, for one place."""
    match message:
        case Card(title, lines, buttons, ballot):
            opening = () if title is None else (Span(reader.say(title), bold=True),)
            spans = (*opening, *(_span(line, reader) for line in lines))
            rendered = Rendered(
                _on_lines(spans), _choices(buttons, reader), poll=_poll(ballot, reader)
            )
        case Picture(content, caption, buttons, lines):
            drawn = _with_words(content, reader) if isinstance(content, Drawing) else content
            heading = Span(reader.say(caption), bold=bool(lines))
            spans = (heading, *(_span(line, reader) for line in lines))
            rendered = Rendered(_on_lines(spans), _choices(buttons, reader), drawn)
        case File(_, _, caption):
            rendered = Rendered((Span(reader.say(caption)),), file=message)
        case Keys(words, rows, asks):
            keys = tuple(tuple(map(reader.say, row)) for row in rows)
            rendered = Rendered((Span(reader.say(words)),), keys=keys, asks=asks)
        case _:
            rendered = Rendered((Span(reader.say(message)),))
    return with_ways(rendered, reader, place)


def with_ways(rendered: Rendered, reader: Reader, place: Place) -> Rendered:
    """Add how to press the choices in writing; a poll needs no such words."""
    if rendered.poll is not None and not place.direct:
        return replace(rendered, typed="", unsealed="")
    return replace(
        rendered,
        typed=ways(rendered.choices, reader, place),
        unsealed=why_not_pressed(rendered.choices, reader, place),
    )


def split(rendered: Rendered, most: int) -> list[Rendered]:
    """Cut a long message into pieces of at most `most` UTF-16 units, without losing anything.

    Cuts are behind a line, else behind a word, else between characters; the last piece has the
    buttons or their typed form. The joined texts of the pieces are the message's text.
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
    """The part that fits into `room`, and the rest; nothing if a new piece holds a better cut."""
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
        case Quote(words, bold):
            return Span(reader.say(words), bold=bold, quote=True)
        case Bold(words):
            return Span(reader.say(words), bold=True)
        case Small(words):
            return Span(reader.say(words), small=True)
        case Link(words, url):
            return Span(reader.say(words), url=url)
        case _:
            return Span(reader.say(line), at=_moment(line))


def _moment(line: Words) -> int:
    """The time stated by a line that is only a date, in seconds since 1970; 0 for other lines."""
    if isinstance(line, str) or not _ONLY_A_VALUE.fullmatch(line.template):
        return 0
    match line.values.get(line.template[1:-1]):
        case datetime() as at:
            return int(at.timestamp())
        case Time(start) as span if not span.whole_days:
            return int(start.timestamp())
        case _:
            return 0


def _choices(buttons: Buttons, reader: Reader) -> tuple[tuple[Choice, ...], ...]:
    return tuple(
        tuple(
            Choice(reader.say(b.label), b.press, b.url, b.start, b.private, b.deliberate, b.tone)
            for b in row
        )
        for row in buttons
    )


def _with_words(drawing: Drawing, reader: Reader) -> Drawing:
    said = replace(drawing, words=reader.say(drawing.words))
    if not isinstance(said, Chart):
        return said
    bars = (
        replace(each, label=reader.say(each.label), words=reader.say(each.words))
        for each in said.bars
    )
    return replace(said, bars=tuple(bars))


_MOVED = text("This poll has changed. Please vote in the new one below.")


def _poll(ballot: Ballot | None, reader: Reader) -> OwnPoll | None:
    if ballot is None:
        return None
    press, revision = split_revision(ballot.press)
    return OwnPoll(
        question=reader.say(ballot.question),
        choices=tuple(map(reader.say, ballot.choices)),
        most=ballot.most,
        press=press,
        revision=revision,
        moved=reader.say(_MOVED),
        result="" if ballot.result is None else reader.say(ballot.result),
    )
