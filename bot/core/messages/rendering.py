"""A message in one reader's words: spans, labelled buttons, and how to press them in writing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, count
from typing import Protocol, TypeVar

from bot.core.messages.content import (
    Asked,
    Ballot,
    Bold,
    Button,
    Buttons,
    Card,
    Chart,
    Document,
    Drawing,
    File,
    Keys,
    Line,
    Link,
    Map,
    Message,
    Picture,
    PictureContent,
    Quote,
    Small,
    Text,
    Tone,
    Typed,
    Words,
    split_revision,
    text,
    with_revision,
)
from bot.core.messages.i18n import Reader
from bot.domain.dates.spans import Span as Time
from bot.domain.words import fold

CANCEL_FORM, SKIP_QUESTION, OPEN_OTHER_FORM = "form_cancel", "form_skip", "form_instead"
GIVE_CHOICE, PICK_MEANING, GIVE_TYPED = "form_say", "form_pick", "form_typed"
END_LIST, SKIP_REST = "form_done", "form_rest"
_OF_FORMS = {
    CANCEL_FORM,
    SKIP_QUESTION,
    OPEN_OTHER_FORM,
    GIVE_CHOICE,
    PICK_MEANING,
    GIVE_TYPED,
    END_LIST,
    SKIP_REST,
}
"""The buttons beside a form's question: see `declarations/references.py`."""
_MARK = "✓ "
"""Begins the label of what is chosen already."""
_NUMBER = re.compile(r"\d{1,3}")
_MOST = 999
_OWN_NUMBER = re.compile(r"(\d{1,3})\s·\s(?=\S)")
"""The number of a thing, as labels of lists begin: “3 · Atelier vélo”."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place where a message is shown."""

    buttons: bool = True
    """True if the network shows buttons there."""
    deep_links: bool = True
    """True if links can carry a word."""
    direct: bool = False
    """True for one reader only."""
    door: str = ""
    """Address that opens a direct room with the bot."""
    disabled_buttons: bool = False
    """True if the network shows buttons that do nothing."""


class Pressed(Protocol):
    """A pressable item: a button, or a choice in one reader's words."""

    @property
    def press(self) -> str: ...

    @property
    def private(self) -> bool: ...

    @property
    def deliberate(self) -> bool: ...

    @property
    def tone(self) -> Tone: ...


class Way(Pressed, Protocol):
    """A choice in one reader's words."""

    @property
    def label(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def start(self) -> str: ...


Each = TypeVar("Each", bound=Pressed)


def numbered(rows: Sequence[Sequence[Each]], *, direct: bool) -> list[Each]:
    """The items that can be pressed in writing, in the order of their numbers, from 1.

    Deliberate ones come last, so that the numbers shown have no gap, except a `numbered_act`.
    """
    act = numbered_act(rows, direct=direct)
    found = _pressable(rows, direct=direct)
    return sorted(found, key=lambda each: each.deliberate and each is not act)


def _pressable(rows: Sequence[Sequence[Each]], *, direct: bool) -> list[Each]:
    return [each for row in rows for each in row if each.press and (direct or not each.private)]


def choice_numbers(labels: Sequence[str]) -> Sequence[int]:
    """The number of each choice: that of the thing in its label, else the next free one.

    They are counted from 1 where no label has a number, or where two have the same.
    """
    counted = range(1, len(labels) + 1)
    own = [0 if (found := _OWN_NUMBER.match(each)) is None else int(found[1]) for each in labels]
    named = [each for each in own if each]
    if len({*named}) < len(named) or max(named, default=0) + len(labels) > _MOST:
        return counted
    free = count(max(named, default=0) + 1)
    return [each or next(free) for each in own]


def takes_number(press: str) -> bool:
    """True if a number may press this; beside a form's question a number is the answer."""
    return not is_of_form(press) or press.startswith(f"{PICK_MEANING}:")


def is_of_form(press: str) -> bool:
    """True for a button that stands beside a form's question."""
    return press.partition(":")[0] in _OF_FORMS


def is_bare_number(words: str) -> bool:
    """True for a number that may be that of a button."""
    return _NUMBER.fullmatch(words) is not None


def meant(words: str, buttons: Sequence[Button], readers: Sequence[Reader]) -> Button | None:
    """The button whose number or label these words are, as one of the readers reads it."""
    if not words:
        return None
    if _NUMBER.fullmatch(words) and readers:
        numbers = choice_numbers([readers[0].say(each.label) for each in buttons])
        found = dict(zip(numbers, buttons, strict=True)).get(int(words))
        if found is not None:
            return found
    typed = fold(words)
    for reader in readers:
        labels = map(fold, distinct([reader.say(each.label) for each in buttons]))
        for label, each in zip(labels, buttons, strict=True):
            if typed in {label, unmarked(label)}:
                return each
    return None


def unmarked(label: str) -> str:
    """A label without the mark of what is chosen already, which nobody types."""
    return label.removeprefix(_MARK)


def distinct(labels: Sequence[str]) -> Sequence[str]:
    """The labels of one message: those with the same words are told apart by a number."""
    told: dict[str, None] = {}
    for label in labels:
        ways = chain([label], (f"{label} ({number})" for number in count(2)))
        told[next(each for each in ways if each not in told)] = None
    return list(told)


def ways(rows: Sequence[Sequence[Way]], reader: Reader, place: Place) -> str:
    """Instructions for pressing in writing, where there are no buttons: a lead, a line a choice."""
    if place.buttons:
        return ""
    listed = numbered(rows, direct=place.direct)
    numbers = choice_numbers([each.label for each in listed])
    main = main_way(rows, direct=place.direct)
    by_number = [
        f"{number}. {each.label.removeprefix(f'{number} · ')}"
        for number, each in zip(numbers, listed, strict=True)
        if _has_number(each)
    ]
    by_word = [each.label for each in listed if not _has_number(each) and each is not main]
    lines: list[Text | str] = []
    if main is not None:
        has_number = numbered_act(rows, direct=place.direct) is not None
        lines.append(_main_line(main, place, numbers[0] if has_number else None))
    if by_number:
        lines += [_lead_line(place, beside=main is not None), *by_number]
    if by_word:
        words = ", ".join(by_word)
        if by_number or place.direct:
            lines.append(text("You can also write: {words}", words=words))
        else:
            lines.append(text("Answer this message with: {words}", words=words))
    lines += [
        line for row in rows for each in row if (line := _leading_line(each, place)) is not None
    ]
    if place.door and not place.direct and any(each.private for row in rows for each in row):
        lines.append(text("To choose in private: {door}", door=place.door))
    return "\n".join(map(reader.say, lines))


def why_not_pressed(rows: Sequence[Sequence[Way]], reader: Reader, place: Place) -> str:
    """Explain to an encrypted room, where presses would be reactions, why it has none."""
    if place.buttons or place.direct or not numbered(rows, direct=False):
        return ""
    return reader.say(text("This room is encrypted. Reactions would not be, so I offer none."))


def _has_number(each: Pressed) -> bool:
    return takes_number(each.press) and not each.deliberate


def main_way(rows: Sequence[Sequence[Each]], *, direct: bool) -> Each | None:
    """The main act of a message: its first item, where that is deliberate."""
    first = next(iter(_pressable(rows, direct=direct)), None)
    return first if first is not None and first.deliberate else None


def numbered_act(rows: Sequence[Sequence[Each]], *, direct: bool) -> Each | None:
    """The main act of a message that has a number: what the message is for, in a direct room.

    What others read is answered in words. So is an act that destroys, takes back or merges:
    its tone is not “primary”.
    """
    main = main_way(rows, direct=True) if direct else None
    return main if main is not None and main.tone == "primary" else None


_WAYS_OUT = frozenset(
    {
        *("annuler", "cancel", "stop", "quitter", "leave", "passer", "skip"),
        *("effacer", "erase", "delete"),
    }
)
"""Words that people type to get out of something: no act is told by one of them."""
_VERB = re.compile(r"[^\W\d_]{4,}(?=\s)")


def told_word(label: str, tone: Tone) -> str:
    """The word to type for the main act of a message: its verb, “envoyer” or “publier”.

    Its whole label for what cannot be taken back, and where it begins with no such word.
    """
    verb = None if tone == "danger" else _VERB.match(label)
    return label if verb is None or fold(verb[0]) in _WAYS_OUT else verb[0].lower()


def _main_line(main: Way, place: Place, number: int | None) -> Text:
    word = told_word(main.label, main.tone)
    if number is not None and word == main.label:
        return text("{label}: write {number}", label=main.label, number=number)
    if number is not None:
        label = main.label
        return text(
            "{label}: write {number} or {command}", label=label, number=number, command=word
        )
    if word == main.label:
        if place.direct:
            return text("Write: {words}", words=word)
        return text("Answer this message with: {words}", words=word)
    if place.direct:
        return text("{label}: write {command}", label=main.label, command=word)
    return text("{label}: answer this message with {command}", label=main.label, command=word)


def _lead_line(place: Place, *, beside: bool) -> Text:
    if beside:
        return text("Or answer with a number:")
    if place.direct:
        return text("Answer with a number:")
    return text("Answer this message with a number:")


def _leading_line(way: Way, place: Place) -> Text | None:
    """A choice that leads away from here, as a line of its own."""
    if way.url:
        return text("{label}: {url}", label=way.label, url=way.url)
    if not way.start or way.press or place.deep_links:
        return None
    command = Typed(f"/start {way.start}", f"/start {way.start}")
    if place.direct:
        return text("{label}: write {command}", label=way.label, command=command)
    return text("{label}: write {command} to me in private", label=way.label, command=command)


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
    tone: Tone = ""
    disabled: bool = False


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
    encrypted_hint: str = ""
    """For an encrypted room: why it has no reactions to press."""
    locale: str = field(default="", compare=False)
    """The reader's language."""

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
                _on_lines(spans), _choices(buttons, reader, place), poll=_poll(ballot, reader)
            )
        case Picture(content, caption, buttons, lines):
            drawn = _with_words(content, reader) if isinstance(content, Drawing) else content
            heading = Span(reader.say(caption), bold=bool(lines))
            spans = (heading, *(_span(line, reader) for line in lines))
            rendered = Rendered(_on_lines(spans), _choices(buttons, reader, place), drawn)
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
        return replace(rendered, typed="", encrypted_hint="")
    return replace(
        rendered,
        typed=ways(rendered.choices, reader, place),
        encrypted_hint=why_not_pressed(rendered.choices, reader, place),
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


def _choices(buttons: Buttons, reader: Reader, place: Place) -> tuple[tuple[Choice, ...], ...]:
    rows = (
        tuple(_choice(each, reader) for each in row if place.disabled_buttons or not each.disabled)
        for row in buttons
    )
    return told_apart(row for row in rows if row)


def _choice(each: Button, reader: Reader) -> Choice:
    label = reader.say(each.label)
    acts = (each.press, each.url, each.start)
    return Choice(label, *acts, each.private, each.deliberate, each.tone, each.disabled)


def told_apart(rows: Iterable[Sequence[Choice]]) -> tuple[tuple[Choice, ...], ...]:
    """The choices of one message, no two of which have the same label."""
    listed = [tuple(row) for row in rows]
    labels = iter(distinct([each.label for row in listed for each in row]))
    return tuple(tuple(replace(each, label=next(labels)) for each in row) for row in listed)


def _with_words(drawing: Drawing, reader: Reader) -> Drawing:
    said = replace(drawing, words=reader.say(drawing.words))
    if isinstance(said, Map):
        legend = (replace(each, words=reader.say(each.words)) for each in said.legend)
        return replace(said, legend=tuple(legend))
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
